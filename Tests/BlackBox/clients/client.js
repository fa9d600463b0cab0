// One line of standard output a run: CIPHER STATUS OUTCOME OPENED.
// Arguments: API key, then runs of URL CIPHER HEX-KEY REFERENCE, CIPHER as node names it.
const crypto = require('crypto');
const http = require('http');

const isGCM = (cipher) => cipher.endsWith('gcm');

function seal(cipher, key, text) {
  const iv = crypto.randomBytes(isGCM(cipher) ? 12 : 16);
  const sealer = crypto.createCipheriv(cipher, key, iv);
  const parts = [iv, sealer.update(text), sealer.final()];
  if (isGCM(cipher)) parts.push(sealer.getAuthTag());
  return Buffer.concat(parts).toString('base64');
}

function open(cipher, key, body) {
  const all = Buffer.from(body, 'base64');
  const count = isGCM(cipher) ? 12 : 16;
  const opener = crypto.createDecipheriv(cipher, key, all.subarray(0, count));
  let sealed = all.subarray(count);
  if (isGCM(cipher)) {
    opener.setAuthTag(sealed.subarray(sealed.length - 16));
    sealed = sealed.subarray(0, sealed.length - 16);
  }
  return Buffer.concat([opener.update(sealed), opener.final()]).toString();
}

function post(url, apiKey, body, agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'X-API-KEY': apiKey, 'Content-Type': 'text/plain' };
    const request = http.request(url, { method: 'POST', headers, agent }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve([response, Buffer.concat(parts).toString()]));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function main([apiKey, ...runs]) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let index = 0; index < runs.length; index += 4) {
    const [url, cipher, hex, reference] = runs.slice(index, index + 4);
    const key = Buffer.from(hex, 'hex');
    for (let turn = 0; turn < 2; turn += 1) {
      const sealed = seal(cipher, key, JSON.stringify({ tokenReferenceId: reference }));
      const [response, body] = await post(url, apiKey, sealed, agent);
      console.log(cipher, response.statusCode, response.headers['revgate-outcome'], open(cipher, key, body));
    }
  }
  agent.destroy();
}

main(process.argv.slice(2));
