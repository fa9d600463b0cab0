import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Java's HttpURLConnection sending forms with their credentials in the body, which it writes after `100 Continue` only.
 * Arguments: client id, client secret, then runs of WAY (`length` or `chunks`) URL TOKEN. One line of standard output a
 * run: STATUS, `quick` or `slow`, and the body of what is no success.
 */
public class FormClient {
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String send(String way, String url, String form) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
        connection.setRequestProperty("Expect", "100-continue");
        byte[] body = form.getBytes(StandardCharsets.UTF_8);
        if (way.equals("chunks")) connection.setChunkedStreamingMode(8);
        else connection.setFixedLengthStreamingMode(body.length);
        long began = System.nanoTime();
        try (OutputStream output = connection.getOutputStream()) {
            output.write(body);
        }
        int status = connection.getResponseCode();
        String answer = status < 400 ? "" : new String(read(connection.getErrorStream()), StandardCharsets.UTF_8);
        // Without `100 Continue` it waits five seconds.
        String speed = System.nanoTime() - began < 3_000_000_000L ? "quick" : "slow";
        return (status + " " + speed + " " + answer).strip();
    }

    static byte[] read(InputStream stream) throws Exception {
        return stream == null ? new byte[0] : stream.readAllBytes();
    }

    public static void main(String[] arguments) throws Exception {
        String credentials = "&client_id=" + encode(arguments[0]) + "&client_secret=" + encode(arguments[1]);
        for (int index = 2; index < arguments.length; index += 3) {
            String form = "token=" + encode(arguments[index + 2]) + credentials;
            System.out.println(send(arguments[index], arguments[index + 1], form));
        }
    }
}
