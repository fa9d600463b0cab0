import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.TokenRevocationApiApi;
import org.openapitools.client.model.GetTokenRevocationIdRequest;

/**
 * The seed's example on the client generated for Java's own HttpClient, which leaves the credential to an interceptor.
 * Arguments: base path, then runs of ACCESS-TOKEN TOKEN HINT, where `-` is none. One line of standard output a run:
 * STATUS, and the body of what is no success.
 */
public class NativeExample {
    public static void main(String[] arguments) {
        for (int index = 1; index < arguments.length; index += 3) {
            String accessToken = arguments[index];
            ApiClient client = new ApiClient();
            client.updateBaseUri(arguments[0]);
            client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + accessToken));
            TokenRevocationApiApi apiInstance = new TokenRevocationApiApi(client);
            GetTokenRevocationIdRequest request = new GetTokenRevocationIdRequest();
            if (!arguments[index + 1].equals("-")) request.setToken(arguments[index + 1]);
            if (!arguments[index + 2].equals("-")) {
                request.setTokenTypeHint(GetTokenRevocationIdRequest.TokenTypeHintEnum.fromValue(arguments[index + 2]));
            }
            try {
                System.out.println(apiInstance.getTokenRevocationIdWithHttpInfo(request).getStatusCode());
            } catch (ApiException e) {
                System.out.println(e.getCode() + " " + e.getResponseBody());
            }
        }
    }
}
