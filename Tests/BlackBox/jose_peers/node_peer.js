// As joserfc_peer.py, written by hand from RFC 7516 and 7518 with node's crypto.
const crypto = require('crypto');
const readline = require('readline');

const KEY_BYTES = {
  A128GCM: 16, A192GCM: 24, A256GCM: 32, 'A128CBC-HS256': 32, 'A192CBC-HS384': 48, 'A256CBC-HS512': 64,
};
const PASSWORDS = {
  'PBES2-HS256+A128KW': ['sha256', 16], 'PBES2-HS384+A192KW': ['sha384', 24], 'PBES2-HS512+A256KW': ['sha512', 32],
};
const RSA = {
  'RSA-OAEP': { padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
  'RSA-OAEP-256': { padding: crypto.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
  RSA1_5: { padding: crypto.constants.RSA_PKCS1_PADDING },
};
const NO_PADDING = crypto.constants.RSA_NO_PADDING;
const isGCM = (enc) => enc.endsWith('GCM');
const decode = (text) => Buffer.from(text || '', 'base64url');
const encode = (data) => data.toString('base64url');

function gcm(key, iv, text, aad) {
  const cipher = crypto.createCipheriv(`aes-${key.length * 8}-gcm`, key, iv);
  if (aad) cipher.setAAD(aad);
  return [Buffer.concat([cipher.update(text), cipher.final()]), cipher.getAuthTag()];
}

function openGCM(key, iv, sealed, tag, aad) {
  const cipher = crypto.createDecipheriv(`aes-${key.length * 8}-gcm`, key, iv, { authTagLength: 16 });
  if (aad) cipher.setAAD(aad);
  cipher.setAuthTag(tag);
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}

function code(cek, iv, sealed, aad) {
  const half = cek.length / 2;
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(aad.length * 8));
  const hmac = crypto.createHmac(`sha${cek.length * 8}`, cek.subarray(0, half));
  return hmac.update(Buffer.concat([aad, iv, sealed, bits])).digest().subarray(0, half);
}

function sealContent(enc, cek, iv, text, aad) {
  if (isGCM(enc)) return gcm(cek, iv, text, aad);
  const cipher = crypto.createCipheriv(`aes-${cek.length * 4}-cbc`, cek.subarray(cek.length / 2), iv);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return [sealed, code(cek, iv, sealed, aad)];
}

function openContent(enc, cek, iv, sealed, tag, aad) {
  if (cek.length !== KEY_BYTES[enc]) throw new Error(`content key of ${cek.length} bytes`);
  if (isGCM(enc)) return openGCM(cek, iv, sealed, tag, aad);
  if (!crypto.timingSafeEqual(tag, code(cek, iv, sealed, aad))) throw new Error('code');
  const cipher = crypto.createDecipheriv(`aes-${cek.length * 4}-cbc`, cek.subarray(cek.length / 2), iv);
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}

const FIRST = Buffer.alloc(8, 0xa6);

function wrap(kek, cek) {
  const cipher = crypto.createCipheriv(`id-aes${kek.length * 8}-wrap`, kek, FIRST);
  return Buffer.concat([cipher.update(cek), cipher.final()]);
}

function unwrap(kek, sent) {
  const cipher = crypto.createDecipheriv(`id-aes${kek.length * 8}-wrap`, kek, FIRST);
  return Buffer.concat([cipher.update(sent), cipher.final()]);
}

function counted(data) {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(data.length);
  return Buffer.concat([count, data]);
}

function agreed(header, privateKey, publicKey) {
  const { alg, enc } = header;
  const isDirect = alg === 'ECDH-ES';
  const count = isDirect ? KEY_BYTES[enc] : Number(alg.slice(-5, -2)) / 8;
  const bits = Buffer.alloc(4);
  bits.writeUInt32BE(count * 8);
  const name = Buffer.from(isDirect ? enc : alg);
  const info = Buffer.concat([counted(name), counted(decode(header.apu)), counted(decode(header.apv)), bits]);
  const secret = crypto.diffieHellman({ privateKey, publicKey });
  const rounds = [];
  for (let round = 1; rounds.length * 32 < count; round += 1) {
    const start = Buffer.alloc(4);
    start.writeUInt32BE(round);
    rounds.push(crypto.createHash('sha256').update(Buffer.concat([start, secret, info])).digest());
  }
  return Buffer.concat(rounds).subarray(0, count);
}

function stretched(header, key) {
  const [hash, count] = PASSWORDS[header.alg];
  const salt = Buffer.concat([Buffer.from(`${header.alg}\0`), decode(header.p2s)]);
  return crypto.pbkdf2Sync(key, salt, header.p2c, count, hash);
}

// RFC 8017 § 7.2.2, which node refuses to do where its libcrypto does not reject implicitly.
function unpadded(block) {
  const end = block.indexOf(0, 2);
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new Error('padding');
  return block.subarray(end + 1);
}

const privateKey = (jwk) => crypto.createPrivateKey({ key: jwk, format: 'jwk' });
const publicKey = (jwk) => crypto.createPublicKey({ key: jwk, format: 'jwk' });

/** The content key and what of it is sent; adds to the header what the opener needs. */
function wrapped(header, jwk) {
  const { alg, enc } = header;
  if (alg === 'dir') return [decode(jwk.k), Buffer.alloc(0)];
  const cek = crypto.randomBytes(KEY_BYTES[enc]);
  if (RSA[alg]) return [cek, crypto.publicEncrypt({ key: publicKey(jwk), ...RSA[alg] }, cek)];
  if (alg.startsWith('ECDH-ES')) {
    const pair = jwk.kty === 'OKP' ? crypto.generateKeyPairSync('x25519')
      : crypto.generateKeyPairSync('ec', { namedCurve: jwk.crv });
    header.epk = pair.publicKey.export({ format: 'jwk' });
    const secret = agreed(header, pair.privateKey, publicKey(jwk));
    return alg === 'ECDH-ES' ? [secret, Buffer.alloc(0)] : [cek, wrap(secret, cek)];
  }
  if (PASSWORDS[alg]) {
    Object.assign(header, { p2s: encode(crypto.randomBytes(16)), p2c: 1000 });
    return [cek, wrap(stretched(header, decode(jwk.k)), cek)];
  }
  if (alg.endsWith('GCMKW')) {
    const iv = crypto.randomBytes(12);
    const [sealed, tag] = gcm(decode(jwk.k), iv, cek);
    Object.assign(header, { iv: encode(iv), tag: encode(tag) });
    return [cek, sealed];
  }
  return [cek, wrap(decode(jwk.k), cek)];
}

function unwrapped(header, jwk, sent) {
  const { alg } = header;
  if (alg === 'dir') return decode(jwk.k);
  if (alg === 'RSA1_5') return unpadded(crypto.privateDecrypt({ key: privateKey(jwk), padding: NO_PADDING }, sent));
  if (RSA[alg]) return crypto.privateDecrypt({ key: privateKey(jwk), ...RSA[alg] }, sent);
  if (alg.startsWith('ECDH-ES')) {
    const secret = agreed(header, privateKey(jwk), publicKey(header.epk));
    return alg === 'ECDH-ES' ? secret : unwrap(secret, sent);
  }
  if (PASSWORDS[alg]) return unwrap(stretched(header, decode(jwk.k)), sent);
  if (alg.endsWith('GCMKW')) return openGCM(decode(jwk.k), decode(header.iv), sent, decode(header.tag));
  return unwrap(decode(jwk.k), sent);
}

function seal({ alg, enc, jwk, text }) {
  const header = { alg, enc };
  const [cek, sent] = wrapped(header, jwk);
  const start = encode(Buffer.from(JSON.stringify(header)));
  const iv = crypto.randomBytes(isGCM(enc) ? 12 : 16);
  const [sealed, tag] = sealContent(enc, cek, iv, decode(text), Buffer.from(start));
  return { jwe: [start, ...[sent, iv, sealed, tag].map(encode)].join('.') };
}

function open({ jwk, jwe }) {
  const [start, ...parts] = jwe.split('.');
  const [sent, iv, sealed, tag] = parts.map(decode);
  const header = JSON.parse(decode(start));
  const cek = unwrapped(header, jwk, sent);
  return { text: encode(openContent(header.enc, cek, iv, sealed, tag, Buffer.from(start))) };
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const job = JSON.parse(line);
  let found;
  try {
    found = job.op === 'seal' ? seal(job) : open(job);
  } catch (error) {
    found = { error: error.message };
  }
  console.log(JSON.stringify({ id: job.id, ...found }));
});
