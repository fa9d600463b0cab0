# The commands of README.md. Each installs what it needs (Debian packages) and cleans up after itself.
.PHONY: run test demo bench gates soak fuzz check-style binary packages
.DEFAULT_GOAL := run

BINARY := .build/release/revgate
PACKAGES := libssl-dev zlib1g-dev libsqlite3-dev pkg-config curl
# OAuth clients and servers of others; what generated Java clients are compiled with.
OAUTH_PACKAGES := python3-authlib python3-flask python3-requests-oauthlib python3-django-oauth-toolkit \
	php-cli php-guzzlehttp-guzzle libhttpclient5-java libgeronimo-annotation-1.3-spec-java
TEST_PACKAGES := $(PACKAGES) strace procps openssl python3 python3-cryptography python3-waitress nginx \
	default-jdk-headless nodejs jose python3-prometheus-client python3-venv $(OAUTH_PACKAGES)
BENCH_PACKAGES := $(PACKAGES) python3 python3-cryptography nginx libnginx-mod-http-lua lua-cjson lua-resty-core wrk \
	haproxy golang-go nodejs
GATES_PACKAGES := $(PACKAGES) python3 python3-cryptography nginx strace valgrind binutils gcc libc6-dev

# Serves on 127.0.0.1:8080; makes a working configuration when there is none.
run: binary
	@test -e revgate.yaml || $(BINARY) init .
	@exec $(BINARY) serve

binary: packages
	@swift build -c release --product revgate

packages:
	@Tests/Tools/install $(PACKAGES)

# Unit tests under the address sanitizer, then the built binary as its users run it.
test: binary
	@Tests/Tools/install $(TEST_PACKAGES)
	@Tests/Tools/python-environment
	swift build --build-tests --sanitize=address --scratch-path .build-asan
	ASAN_OPTIONS=detect_leaks=0 swift test --skip-build --sanitize=address --scratch-path .build-asan
	Tests/BlackBox/run $(BINARY)

# One exchange, end to end, shown step by step.
demo: binary
	@Tests/Demo/run $(BINARY)

# CPU per exchange beside nginx, HAProxy, Go and node: ratios, in one run.
bench: binary
	@Tests/Tools/install $(BENCH_PACKAGES)
	Tests/Benchmarks/run $(BINARY)

# System calls, allocations and instructions per exchange, and bodies beside bare libcrypto, each within its limit.
gates: binary
	@Tests/Tools/install $(GATES_PACKAGES)
	@swift build -c release --product BodiesBench
	Tests/Benchmarks/gates $(BINARY)

# Seconds of each fuzz target; SECONDS=600 for a long run.
SECONDS ?= 10
fuzz: packages
	Tests/Fuzz/run $(SECONDS)

# The long runs: fuzzing, crashes, races, and what the moment of a refusal tells (REVGATE_SOAK_TRIES of each class).
soak: binary
	@Tests/Tools/install $(TEST_PACKAGES) wrk
	@Tests/Tools/python-environment
	Tests/Fuzz/run 600
	Tests/BlackBox/run $(BINARY) --soak

check-style:
	swift format lint --strict --recursive Sources Tests Package.swift
