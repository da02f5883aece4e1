<?php
// PHP's curl extension or Guzzle as their documentation shows them: clients.php NAME. Prints a line for each step: its name, a tab, what came of it.
$url = getenv('GATEWAY_URL') . '/v1/verifications/';
$authorized = 'Bearer ' . getenv('GATEWAY_KEY');

function withCurl(string $url, string $authorized): array {
    $curl = curl_init(); // one handle, so that the connection is kept
    $told = function (array $options) use ($curl) {
        curl_reset($curl);
        curl_setopt_array($curl, $options + [CURLOPT_RETURNTRANSFER => true]);
        $body = curl_exec($curl);
        if ($body === false) throw new Exception(curl_error($curl), curl_errno($curl));
        return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), json_decode($body, true)];
    };
    $submit = fn(string $path, array $headers = []) => $told([CURLOPT_URL => $url . 'document',
        CURLOPT_HTTPHEADER => ["Authorization: $authorized", ...$headers],
        CURLOPT_POSTFIELDS => ['document' => new CURLFile($path, 'image/jpeg', 'a"b.jpg')]]);
    return ['version' => curl_version()['version'], 'submit' => $submit,
        'stream' => fn(string $path) => $submit($path, ['Transfer-Encoding: chunked']),
        'read' => fn(string $id) => $told([CURLOPT_URL => $url . $id, CURLOPT_HTTPHEADER => ["Authorization: $authorized", 'Prefer: wait=20']])];
}

function withGuzzle(string $url, string $authorized): array {
    require_once 'GuzzleHttp/autoload.php';
    $client = new GuzzleHttp\Client(['headers' => ['Authorization' => $authorized], 'http_errors' => false]);
    $told = fn($response) => [$response->getStatusCode(), json_decode((string) $response->getBody(), true)];
    // It does not escape a quote in a file name, which nobody could read.
    $parts = fn(string $path) => [['name' => 'document', 'filename' => 'document.jpg', 'contents' => GuzzleHttp\Psr7\Utils::tryFopen($path, 'r')]];
    return ['version' => GuzzleHttp\ClientInterface::MAJOR_VERSION,
        'submit' => fn(string $path) => $told($client->post($url . 'document', ['multipart' => $parts($path)])),
        'stream' => function (string $path) use ($client, $url, $parts, $told) {
            $form = new GuzzleHttp\Psr7\MultipartStream($parts($path));
            $pump = new GuzzleHttp\Psr7\PumpStream(fn(int $length) => $form->eof() ? false : $form->read($length));
            return $told($client->post($url . 'document', [
                'body' => $pump, 'headers' => ['Content-Type' => 'multipart/form-data; boundary=' . $form->getBoundary()]]));
        },
        'read' => fn(string $id) => $told($client->get($url . $id, ['headers' => ['Prefer' => 'wait=20']]))];
}

function step(string $name, callable $call): array {
    try {
        [$status, $body] = $call();
        echo "$name\t$status " . ($body['code'] ?? $body['status'] ?? '') . "\n";
        return $body ?? [];
    } catch (Throwable $lost) {
        echo "$name\tlost: " . get_class($lost) . ' ' . $lost->getCode() . "\n";
        return [];
    }
}

$client = $argv[1] === 'guzzle' ? withGuzzle($url, $authorized) : withCurl($url, $authorized);
echo "version\t{$client['version']}\n";
[$picture, $text, $big] = array_map('getenv', ['PICTURE', 'TEXT', 'BIG']);
$id = step('submit', fn() => $client['submit']($picture))['id'] ?? '';
step('stream', fn() => $client['stream']($picture));
step('refused', fn() => $client['submit']($text));
step('again', fn() => $client['submit']($picture));
step('refused-big', fn() => $client['submit']($big));
step('again-big', fn() => $client['submit']($picture));
step('watch', fn() => $client['read']($id));
