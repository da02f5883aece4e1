package clients;

import clients.Clients.Client;
import clients.Clients.Reply;
import java.io.IOException;
import java.nio.file.Path;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.Response;
import retrofit2.Retrofit;
import retrofit2.http.GET;
import retrofit2.http.Header;
import retrofit2.http.Multipart;
import retrofit2.http.POST;
import retrofit2.http.Part;

final class RetrofitClient implements Client {

    interface Gateway {
        @Multipart
        @POST("document")
        Call<ResponseBody> submit(@Header("Authorization") String authorization, @Part MultipartBody.Part document);

        @GET("{id}")
        Call<ResponseBody> read(
                @Header("Authorization") String authorization,
                @Header("Prefer") String prefer,
                @retrofit2.http.Path("id") String id);
    }

    private final Gateway gateway =
            new Retrofit.Builder().baseUrl(Clients.URL).build().create(Gateway.class);

    @Override
    public String version() {
        return Clients.versionOf(Retrofit.class);
    }

    @Override
    public Reply submit(Path file) throws IOException {
        RequestBody body = RequestBody.create(file.toFile(), OkHttp.JPEG);
        return told(gateway.submit(
                Clients.AUTHORIZATION,
                MultipartBody.Part.createFormData("document", file.getFileName().toString(), body)));
    }

    @Override
    public Reply stream(Path file) throws IOException {
        return submit(file);
    }

    @Override
    public Reply read(String id) throws IOException {
        return told(gateway.read(Clients.AUTHORIZATION, "wait=5", id));
    }

    private static Reply told(Call<ResponseBody> call) throws IOException {
        Response<ResponseBody> response = call.execute();
        return new Reply(
                response.code(),
                (response.isSuccessful() ? response.body() : response.errorBody()).string());
    }
}
