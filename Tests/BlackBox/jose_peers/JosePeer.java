import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.XECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;

/** As joserfc_peer.py, written by hand from RFC 7516 and 7518 with the JDK's javax.crypto. */
public class JosePeer {
    static final SecureRandom RANDOM = new SecureRandom();
    static final byte[] NOTHING = new byte[0];
    static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":\\s*(?:\"([^\"]*)\"|(\\d+))");
    static final Map<String, Integer> KEY_BYTES = Map.of(
        "A128GCM", 16, "A192GCM", 24, "A256GCM", 32, "A128CBC-HS256", 32, "A192CBC-HS384", 48, "A256CBC-HS512", 64);

    /** The texts and numbers of an object and of those in it: no two of a JWE's or of a line's have the same name. */
    static Map<String, String> members(String json) {
        Map<String, String> found = new HashMap<>();
        Matcher matcher = MEMBER.matcher(json);
        while (matcher.find()) found.put(matcher.group(1), matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
        return found;
    }

    static byte[] decode(String text) {
        return text == null ? NOTHING : Base64.getUrlDecoder().decode(text);
    }

    static String encode(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    static byte[] random(int count) {
        byte[] data = new byte[count];
        RANDOM.nextBytes(data);
        return data;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    static byte[] count(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    // Content.

    static byte[] gcm(int operation, byte[] key, byte[] iv, byte[] text, byte[] aad) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(operation, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        cipher.updateAAD(aad);
        return cipher.doFinal(text);
    }

    static byte[] cbc(int operation, byte[] cek, byte[] iv, byte[] text) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        byte[] key = Arrays.copyOfRange(cek, cek.length / 2, cek.length);
        cipher.init(operation, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
        return cipher.doFinal(text);
    }

    static byte[] code(byte[] cek, byte[] iv, byte[] sealed, byte[] aad) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA" + cek.length * 8);
        mac.init(new SecretKeySpec(Arrays.copyOf(cek, cek.length / 2), "HMAC"));
        byte[] bits = ByteBuffer.allocate(8).putLong(aad.length * 8L).array();
        return Arrays.copyOf(mac.doFinal(join(aad, iv, sealed, bits)), cek.length / 2);
    }

    // Keys.

    static BigInteger integer(Map<String, String> jwk, String name) {
        return new BigInteger(1, decode(jwk.get(name)));
    }

    static ECParameterSpec curve(String name) throws Exception {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp" + name.substring(2) + "r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    static byte[] reversed(byte[] data) {
        byte[] other = new byte[data.length];
        for (int index = 0; index < data.length; index++) other[index] = data[data.length - 1 - index];
        return other;
    }

    static PublicKey publicKey(Map<String, String> jwk) throws Exception {
        switch (jwk.get("kty")) {
            case "RSA":
                return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(integer(jwk, "n"), integer(jwk, "e")));
            case "EC":
                ECPoint point = new ECPoint(integer(jwk, "x"), integer(jwk, "y"));
                return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve(jwk.get("crv"))));
            default:
                BigInteger u = new BigInteger(1, reversed(decode(jwk.get("x"))));
                return KeyFactory.getInstance("X25519").generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u));
        }
    }

    static PrivateKey privateKey(Map<String, String> jwk) throws Exception {
        switch (jwk.get("kty")) {
            case "RSA":
                return KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateCrtKeySpec(
                    integer(jwk, "n"), integer(jwk, "e"), integer(jwk, "d"), integer(jwk, "p"), integer(jwk, "q"),
                    integer(jwk, "dp"), integer(jwk, "dq"), integer(jwk, "qi")));
            case "EC":
                return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(integer(jwk, "d"), curve(jwk.get("crv"))));
            default:
                return KeyFactory.getInstance("X25519").generatePrivate(
                    new XECPrivateKeySpec(NamedParameterSpec.X25519, decode(jwk.get("d"))));
        }
    }

    static byte[] fixed(BigInteger value, int count) {
        byte[] data = value.toByteArray(), all = new byte[count];
        int kept = Math.min(data.length, count);
        System.arraycopy(data, data.length - kept, all, count - kept, kept);
        return all;
    }

    static String epk(PublicKey key, String crv) {
        if (key instanceof XECPublicKey) {
            byte[] x = reversed(fixed(((XECPublicKey) key).getU(), 32));
            return "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + encode(x) + "\"}";
        }
        ECPoint point = ((ECPublicKey) key).getW();
        int count = (Integer.parseInt(crv.substring(2)) + 7) / 8;
        return "{\"kty\":\"EC\",\"crv\":\"" + crv + "\",\"x\":\"" + encode(fixed(point.getAffineX(), count))
            + "\",\"y\":\"" + encode(fixed(point.getAffineY(), count)) + "\"}";
    }

    static byte[] wrap(byte[] kek, byte[] cek) throws Exception {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.WRAP_MODE, new SecretKeySpec(kek, "AES"));
        return cipher.wrap(new SecretKeySpec(cek, "AES"));
    }

    static byte[] unwrap(byte[] kek, byte[] sent) throws Exception {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(Cipher.UNWRAP_MODE, new SecretKeySpec(kek, "AES"));
        return cipher.unwrap(sent, "AES", Cipher.SECRET_KEY).getEncoded();
    }

    static byte[] rsa(int operation, String alg, Key key, byte[] data) throws Exception {
        if (alg.equals("RSA1_5")) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(operation, key);
            return cipher.doFinal(data);
        }
        String hash = alg.equals("RSA-OAEP") ? "SHA-1" : "SHA-256";
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(operation, key, new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(hash), PSource.PSpecified.DEFAULT));
        return cipher.doFinal(data);
    }

    static byte[] agreed(String alg, String enc, Map<String, String> header, PrivateKey own, PublicKey peer) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(peer instanceof XECPublicKey ? "X25519" : "ECDH");
        agreement.init(own);
        agreement.doPhase(peer, true);
        byte[] secret = agreement.generateSecret();
        boolean isDirect = alg.equals("ECDH-ES");
        int bytes = isDirect ? KEY_BYTES.get(enc) : Integer.parseInt(alg.substring(9, 12)) / 8;
        byte[] name = (isDirect ? enc : alg).getBytes(StandardCharsets.US_ASCII);
        byte[] apu = decode(header.get("apu")), apv = decode(header.get("apv"));
        byte[] info = join(count(name.length), name, count(apu.length), apu, count(apv.length), apv, count(bytes * 8));
        byte[] derived = NOTHING;
        for (int round = 1; derived.length < bytes; round++)
            derived = join(derived, MessageDigest.getInstance("SHA-256").digest(join(count(round), secret, info)));
        return Arrays.copyOf(derived, bytes);
    }

    static byte[] stretched(String alg, Map<String, String> header, byte[] key) throws Exception {
        byte[] salt = join(alg.getBytes(StandardCharsets.US_ASCII), new byte[1], decode(header.get("p2s")));
        char[] password = new String(key, StandardCharsets.US_ASCII).toCharArray();
        int bits = Integer.parseInt(alg.substring(13, 16));
        PBEKeySpec rule = new PBEKeySpec(password, salt, Integer.parseInt(header.get("p2c")), bits);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + alg.substring(8, 11)).generateSecret(rule).getEncoded();
    }

    // Messages.

    static String seal(Map<String, String> job) throws Exception {
        String alg = job.get("alg"), enc = job.get("enc"), more = "";
        int bytes = KEY_BYTES.get(enc);
        byte[] cek = random(bytes), sent = NOTHING, key = decode(job.get("k"));
        if (alg.equals("dir")) {
            cek = key;
        } else if (alg.startsWith("RSA")) {
            sent = rsa(Cipher.ENCRYPT_MODE, alg, publicKey(job), cek);
        } else if (alg.startsWith("ECDH-ES")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(job.get("kty").equals("EC") ? "EC" : "X25519");
            if (job.get("kty").equals("EC")) generator.initialize(curve(job.get("crv")));
            KeyPair own = generator.generateKeyPair();
            more = ",\"epk\":" + epk(own.getPublic(), job.get("crv"));
            byte[] secret = agreed(alg, enc, Map.of(), own.getPrivate(), publicKey(job));
            if (alg.equals("ECDH-ES")) cek = secret;
            else sent = wrap(secret, cek);
        } else if (alg.startsWith("PBES2")) {
            String salt = encode(random(16));
            more = ",\"p2s\":\"" + salt + "\",\"p2c\":1000";
            sent = wrap(stretched(alg, Map.of("p2s", salt, "p2c", "1000"), key), cek);
        } else if (alg.endsWith("GCMKW")) {
            byte[] iv = random(12), all = gcm(Cipher.ENCRYPT_MODE, key, iv, cek, NOTHING);
            sent = Arrays.copyOf(all, bytes);
            more = ",\"iv\":\"" + encode(iv) + "\",\"tag\":\"" + encode(Arrays.copyOfRange(all, bytes, bytes + 16)) + "\"";
        } else {
            sent = wrap(key, cek);
        }
        String start = encode(("{\"alg\":\"" + alg + "\",\"enc\":\"" + enc + "\"" + more + "}").getBytes(StandardCharsets.UTF_8));
        byte[] aad = start.getBytes(StandardCharsets.US_ASCII), text = decode(job.get("text")), iv, sealed, tag;
        if (enc.endsWith("GCM")) {
            iv = random(12);
            byte[] all = gcm(Cipher.ENCRYPT_MODE, cek, iv, text, aad);
            sealed = Arrays.copyOf(all, text.length);
            tag = Arrays.copyOfRange(all, text.length, all.length);
        } else {
            iv = random(16);
            sealed = cbc(Cipher.ENCRYPT_MODE, cek, iv, text);
            tag = code(cek, iv, sealed, aad);
        }
        return String.join(".", start, encode(sent), encode(iv), encode(sealed), encode(tag));
    }

    static byte[] open(Map<String, String> job) throws Exception {
        String[] parts = job.get("jwe").split("\\.", -1);
        Map<String, String> header = members(new String(decode(parts[0]), StandardCharsets.UTF_8));
        String alg = header.get("alg"), enc = header.get("enc");
        byte[] sent = decode(parts[1]), iv = decode(parts[2]), sealed = decode(parts[3]), tag = decode(parts[4]);
        byte[] key = decode(job.get("k")), aad = parts[0].getBytes(StandardCharsets.US_ASCII), cek;
        if (alg.equals("dir")) {
            cek = key;
        } else if (alg.startsWith("RSA")) {
            cek = rsa(Cipher.DECRYPT_MODE, alg, privateKey(job), sent);
        } else if (alg.startsWith("ECDH-ES")) {
            byte[] secret = agreed(alg, enc, header, privateKey(job), publicKey(header));
            cek = alg.equals("ECDH-ES") ? secret : unwrap(secret, sent);
        } else if (alg.startsWith("PBES2")) {
            cek = unwrap(stretched(alg, header, key), sent);
        } else if (alg.endsWith("GCMKW")) {
            cek = gcm(Cipher.DECRYPT_MODE, key, decode(header.get("iv")), join(sent, decode(header.get("tag"))), NOTHING);
        } else {
            cek = unwrap(key, sent);
        }
        if (cek.length != KEY_BYTES.get(enc)) throw new Exception("content key of " + cek.length + " bytes");
        if (enc.endsWith("GCM")) return gcm(Cipher.DECRYPT_MODE, cek, iv, join(sealed, tag), aad);
        if (!MessageDigest.isEqual(tag, code(cek, iv, sealed, aad))) throw new Exception("code");
        return cbc(Cipher.DECRYPT_MODE, cek, iv, sealed);
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        StringBuilder answers = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Map<String, String> job = members(line);
            String found;
            try {
                found = job.get("op").equals("seal") ? "\"jwe\":\"" + seal(job) + "\"" : "\"text\":\"" + encode(open(job)) + "\"";
            } catch (Exception error) {
                found = "\"error\":\"" + error.getClass().getSimpleName() + ": "
                    + String.valueOf(error.getMessage()).replaceAll("[\"\\\\\\p{Cntrl}]", " ") + "\"";
            }
            answers.append("{\"id\":\"").append(job.get("id")).append("\",").append(found).append("}\n");
        }
        System.out.print(answers);
    }
}
