// The gateway job on Go's standard library: authenticate, open, parse, forward over keep-alive, check, seal.
package main

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"strconv"
	"time"
)

const (
	address  = "127.0.0.1:9105"
	upstream = "http://127.0.0.1:9000/revoke"
	maxBody  = 64 << 10
)

var apiKey = []byte("test-api-key-0123456789abcdef")

type revocation struct {
	TokenReferenceID string `json:"tokenReferenceId"`
}

type result struct {
	ResCode int    `json:"resCode"`
	ResDesc string `json:"resDesc"`
}

type envelope struct {
	ResCode int    `json:"resCode"`
	ResDesc string `json:"resDesc"`
	Data    result `json:"data"`
}

type gateway struct {
	gcm    cipher.AEAD
	client *http.Client
}

func newGateway() (*gateway, error) {
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{
		MaxIdleConns:        256,
		MaxIdleConnsPerHost: 256,
		IdleConnTimeout:     time.Hour,
		DisableCompression:  true,
	}
	return &gateway{gcm, &http.Client{Transport: transport, Timeout: 5 * time.Second}}, nil
}

func (g *gateway) open(encoded []byte) ([]byte, error) {
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(encoded)))
	n, err := base64.StdEncoding.Decode(raw, encoded)
	if err != nil {
		return nil, err
	}
	size := g.gcm.NonceSize()
	if n < size+g.gcm.Overhead() {
		return nil, errors.New("too short")
	}
	sealed := raw[size:n]
	return g.gcm.Open(sealed[:0], raw[:size], sealed, nil)
}

func (g *gateway) seal(plain []byte) ([]byte, error) {
	size := g.gcm.NonceSize()
	raw := make([]byte, size, size+len(plain)+g.gcm.Overhead())
	if _, err := rand.Read(raw); err != nil {
		return nil, err
	}
	raw = g.gcm.Seal(raw, raw[:size], plain, nil)
	encoded := make([]byte, base64.StdEncoding.EncodedLen(len(raw)))
	base64.StdEncoding.Encode(encoded, raw)
	return encoded, nil
}

func (g *gateway) forward(call revocation) error {
	body, err := json.Marshal(call)
	if err != nil {
		return err
	}
	reply, err := g.client.Post(upstream, "text/plain", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(reply.Body, maxBody))
	if err != nil {
		return err
	}
	var outcome envelope
	if err := json.Unmarshal(answer, &outcome); err != nil {
		return err
	}
	if reply.StatusCode != http.StatusOK || outcome.ResCode != 200 || outcome.Data.ResCode != 100 {
		return errors.New("not revoked")
	}
	return nil
}

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("X-API-KEY")), apiKey) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	plain, err := g.open(body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var call revocation
	if json.Unmarshal(plain, &call) != nil || call.TokenReferenceID == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if g.forward(call) != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	success, err := json.Marshal(envelope{200, "SUCCESS", result{100, "Success"}})
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	sealed, err := g.seal(success)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	w.Header().Set("Content-Length", strconv.Itoa(len(sealed)))
	w.Write(sealed)
}

func main() {
	g, err := newGateway()
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe(address, g))
}
