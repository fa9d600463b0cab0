#pragma once
// Swift cannot call function-like macros; each wrapper here says which macro it stands for.
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
