import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One line of standard output a run: MODE CODER CLIENT STATUS OUTCOME OPENED. Arguments: API key, then runs of URL MODE HEX-KEY REFERENCE. */
public class Client {
    static final SecureRandom RANDOM = new SecureRandom();

    static byte[] crypt(int operation, String mode, byte[] key, byte[] iv, byte[] text) throws Exception {
        boolean gcm = mode.equals("gcm");
        Cipher cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
        cipher.init(operation, new SecretKeySpec(key, "AES"), gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv));
        return cipher.doFinal(text);
    }

    static byte[] seal(String mode, byte[] key, byte[] text) throws Exception {
        byte[] iv = new byte[mode.equals("gcm") ? 12 : 16];
        RANDOM.nextBytes(iv);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, mode, key, iv, text);
        byte[] all = Arrays.copyOf(iv, iv.length + sealed.length);
        System.arraycopy(sealed, 0, all, iv.length, sealed.length);
        return all;
    }

    static String open(String mode, byte[] key, String body) throws Exception {
        byte[] all = Base64.getDecoder().decode(body);
        int count = mode.equals("gcm") ? 12 : 16;
        byte[] iv = Arrays.copyOf(all, count);
        byte[] text = crypt(Cipher.DECRYPT_MODE, mode, key, iv, Arrays.copyOfRange(all, count, all.length));
        return new String(text, StandardCharsets.UTF_8);
    }

    static String[] viaHttpClient(HttpClient client, String url, String apiKey, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).header("X-API-KEY", apiKey)
            .header("Content-Type", "text/plain").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new String[] {"" + response.statusCode(), response.headers().firstValue("Revgate-Outcome").orElse("-"), response.body()};
    }

    static String[] viaConnection(String url, String apiKey, String body, boolean chunks) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("X-API-KEY", apiKey);
        connection.setRequestProperty("Content-Type", "text/plain");
        if (chunks) {
            connection.setChunkedStreamingMode(64);
            connection.setRequestProperty("Expect", "100-continue");
        }
        try (OutputStream stream = connection.getOutputStream()) {
            stream.write(body.getBytes(StandardCharsets.US_ASCII));
        }
        int status = connection.getResponseCode();
        try (InputStream stream = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            String outcome = connection.getHeaderField("Revgate-Outcome");
            return new String[] {"" + status, outcome == null ? "-" : outcome, text};
        }
    }

    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        String apiKey = arguments[0];
        for (int index = 1; index < arguments.length; index += 4) {
            String url = arguments[index];
            String mode = arguments[index + 1];
            byte[] key = java.util.HexFormat.of().parseHex(arguments[index + 2]);
            for (String coder : new String[] {"standard", "mime"}) {
                for (String way : new String[] {"HttpClient", "HttpURLConnection", "chunks"}) {
                    String reference = arguments[index + 3] + "-" + coder + "-" + way + "-" + "x".repeat(60);
                    byte[] sealed = seal(mode, key, ("{\"tokenReferenceId\":\"" + reference + "\"}").getBytes(StandardCharsets.UTF_8));
                    String body = (coder.equals("mime") ? Base64.getMimeEncoder() : Base64.getEncoder()).encodeToString(sealed);
                    String[] answer = way.equals("HttpClient")
                        ? viaHttpClient(client, url, apiKey, body) : viaConnection(url, apiKey, body, way.equals("chunks"));
                    System.out.println(String.join(" ", mode, coder, way, answer[0], answer[1], open(mode, key, answer[2])));
                }
            }
        }
    }
}
