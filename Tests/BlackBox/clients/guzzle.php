<?php
// Guzzle, as public Laravel programs call a revocation endpoint: JSON that is labelled as a form. Arguments: URL,
// client id, client secret, token. One line of standard output: STATUS, and the body of what is no success.
require 'GuzzleHttp/autoload.php';

[, $url, $clientId, $clientSecret, $token] = $argv;
$client = new GuzzleHttp\Client(['http_errors' => false]);
$response = $client->request('POST', $url, [
    'auth' => [$clientId, $clientSecret],
    'headers' => ['Content-Type' => 'application/x-www-form-urlencoded'],
    'body' => json_encode(['token' => $token, 'token_type_hint' => 'access_token']),
]);
$status = $response->getStatusCode();
echo $status, $status < 300 ? '' : ' ' . $response->getBody(), "\n";
