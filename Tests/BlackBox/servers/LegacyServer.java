import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A legacy service: `java LegacyServer.java PORT GCM-KEY CBC-KEY`. The last part of the path says how bodies are
 * sealed: clear, gcm or cbc. One line a request on standard output: path, connection, reference.
 */
public class LegacyServer {
    static final String SUCCESS =
        "{\"resCode\":200,\"resDesc\":\"SUCCESS\",\"data\":{\"resCode\":100,\"resDesc\":\"Success\"}}";
    static final Pattern REFERENCE = Pattern.compile("\"tokenReferenceId\"\\s*:\\s*\"([^\"\\\\]+)\"");
    static final SecureRandom RANDOM = new SecureRandom();

    static byte[] crypt(int operation, String way, byte[] key, byte[] iv, byte[] text) throws Exception {
        boolean gcm = way.equals("gcm");
        Cipher cipher = Cipher.getInstance(gcm ? "AES/GCM/NoPadding" : "AES/CBC/PKCS5Padding");
        cipher.init(
            operation, new SecretKeySpec(key, "AES"), gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv));
        return cipher.doFinal(text);
    }

    static byte[] open(String way, byte[] key, byte[] body) throws Exception {
        byte[] all = Base64.getDecoder().decode(body);
        int count = way.equals("gcm") ? 12 : 16;
        byte[] iv = Arrays.copyOf(all, count);
        return crypt(Cipher.DECRYPT_MODE, way, key, iv, Arrays.copyOfRange(all, count, all.length));
    }

    static byte[] seal(String way, byte[] key, byte[] text) throws Exception {
        byte[] iv = new byte[way.equals("gcm") ? 12 : 16];
        RANDOM.nextBytes(iv);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, way, key, iv, text);
        byte[] all = Arrays.copyOf(iv, iv.length + sealed.length);
        System.arraycopy(sealed, 0, all, iv.length, sealed.length);
        return Base64.getEncoder().encode(all);
    }

    static void handle(HttpExchange exchange, Map<String, byte[]> keys) throws IOException {
        int status = 200;
        byte[] answer;
        try {
            String path = exchange.getRequestURI().getPath();
            String way = path.substring(path.lastIndexOf('/') + 1);
            byte[] key = keys.get(way);
            byte[] body = exchange.getRequestBody().readAllBytes();
            String text = new String(key == null ? body : open(way, key, body), StandardCharsets.UTF_8);
            Matcher matcher = REFERENCE.matcher(text);
            if (!matcher.find()) {
                throw new IllegalArgumentException("no reference");
            }
            System.out.println(way + " " + exchange.getRemoteAddress().getPort() + " " + matcher.group(1));
            answer = SUCCESS.getBytes(StandardCharsets.UTF_8);
            answer = key == null ? answer : seal(way, key, answer);
        } catch (Exception problem) {
            problem.printStackTrace();
            status = 400;
            answer = new byte[] {'?'};
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(status, answer.length);
        try (OutputStream stream = exchange.getResponseBody()) {
            stream.write(answer);
        }
    }

    public static void main(String[] arguments) throws Exception {
        HexFormat hex = HexFormat.of();
        Map<String, byte[]> keys = Map.of("gcm", hex.parseHex(arguments[1]), "cbc", hex.parseHex(arguments[2]));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 128);
        server.createContext("/", exchange -> handle(exchange, keys));
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
    }
}
