using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NeonFlow.Contracts;
using NeonFlow.Testing.Neon;
using Npgsql;

namespace NeonFlow.Testing.Tests.Neon;

/// <summary>A local Neon for one test. Where the contract is at hand, every call of the test is held against it.</summary>
public abstract class NeonCloudTest : IAsyncLifetime
{
    protected static readonly Lazy<OpenApiContract?> Contract = new(() =>
        ContractFiles.Find(ContractFiles.NeonApi) is null ? null : OpenApiContract.Read(ContractFiles.NeonApi)
    );

    private readonly HttpClient _http = new();

    protected NeonCloud Cloud { get; private set; } = null!;

    /// <summary>Answers that a fault wrote are not the contract's business.</summary>
    protected bool FaultsAnswer { get; set; }

    protected virtual NeonCloudOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        Cloud = await NeonCloud.StartAsync(Options);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Cloud.ApiKey);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Cloud.DisposeAsync();
        if (Contract.Value is { } contract && !FaultsAnswer)
        {
            Assert.Empty(
                Cloud
                    .Calls.Where(call => call.Status != 0)
                    .SelectMany(call =>
                        contract.Check(call.Method, call.Path, call.Query, call.RequestBody, call.Status, call.ResponseBody)
                    )
            );
        }
    }

    protected async Task<(int Status, JsonNode? Body)> CallAsync(string call, string? body = null, Action<HttpRequestMessage>? shape = null)
    {
        using var answer = await SendAsync(call, body, shape);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    protected async Task<HttpResponseMessage> SendAsync(string call, string? body = null, Action<HttpRequestMessage>? shape = null)
    {
        var words = call.Split(' ', 2);
        using var request = new HttpRequestMessage(new HttpMethod(words[0]), Cloud.BaseUrl + words[1]);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }
        shape?.Invoke(request);
        return await _http.SendAsync(request);
    }

    protected async Task<JsonNode> OkAsync(string call, string? body = null, int status = 200)
    {
        var answer = await CallAsync(call, body);
        Assert.True(answer.Status == status, $"{call} -> {answer.Status}: {answer.Body}");
        return answer.Body!;
    }

    /// <summary>A call whose operations are awaited by asking, as a client does.</summary>
    protected async Task<JsonNode> DoneAsync(NeonProject project, string call, string? body = null, int status = 200)
    {
        var answer = await OkAsync(call, body, status);
        foreach (var operation in answer["operations"]!.AsArray())
        {
            var clock = Stopwatch.StartNew();
            string state;
            while (
                (state = (string)(await OkAsync($"GET /projects/{project.Id}/operations/{operation!["id"]}"))["operation"]!["status"]!)
                    is "running"
                        or "scheduling"
            )
            {
                Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "The operation did not end.");
                await Task.Delay(10);
            }
            Assert.Equal("finished", state);
        }
        return answer;
    }

    protected static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Npgsql's form of a URI that the API gave, with the loopback name resolved as RFC 6761 says.</summary>
    protected static string FromUri(string uri)
    {
        var parsed = new Uri(uri);
        var login = parsed.UserInfo.Split(':');
        Assert.EndsWith(".localhost", parsed.Host);
        return new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = parsed.Port,
            Database = Uri.UnescapeDataString(parsed.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(login[0]),
            Password = Uri.UnescapeDataString(login[1]),
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
        }.ConnectionString;
    }
}
