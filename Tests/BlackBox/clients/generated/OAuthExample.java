import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.Configuration;
import org.openapitools.client.api.TokenRevocationApiApi;
import org.openapitools.client.auth.OAuth;
import org.openapitools.client.model.GetTokenRevocationIdRequest;

/**
 * The seed's example on the client generated for Apache's HttpClient. Arguments: base path, then runs of ACCESS-TOKEN
 * TOKEN HINT, where `-` is none. One line of standard output a run: STATUS, and the body of what is no success.
 */
public class OAuthExample {
    public static void main(String[] arguments) {
        ApiClient defaultClient = Configuration.getDefaultApiClient();
        defaultClient.setBasePath(arguments[0]);
        OAuth oauthsecurity = (OAuth) defaultClient.getAuthentication("oauthsecurity");
        TokenRevocationApiApi apiInstance = new TokenRevocationApiApi(defaultClient);
        for (int index = 1; index < arguments.length; index += 3) {
            oauthsecurity.setAccessToken(arguments[index]);
            GetTokenRevocationIdRequest request = new GetTokenRevocationIdRequest();
            if (!arguments[index + 1].equals("-")) request.setToken(arguments[index + 1]);
            if (!arguments[index + 2].equals("-")) {
                request.setTokenTypeHint(GetTokenRevocationIdRequest.TokenTypeHintEnum.fromValue(arguments[index + 2]));
            }
            try {
                apiInstance.getTokenRevocationId(request);
                System.out.println(defaultClient.getStatusCode());
            } catch (ApiException e) {
                System.out.println(e.getCode() + " " + e.getResponseBody());
            }
        }
    }
}
