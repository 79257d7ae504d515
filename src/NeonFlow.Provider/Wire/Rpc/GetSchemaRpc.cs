using Pulumirpc;

namespace NeonFlow.Provider.Wire.Rpc;

internal static class GetSchemaRpc
{
    public static Task<GetSchemaResponse> HandleAsync(ProviderProcess process, GetSchemaRequest request)
    {
        using var stream = typeof(GetSchemaRpc).Assembly.GetManifestResourceStream("schema.json")!;
        using var reader = new StreamReader(stream);
        return Task.FromResult(new GetSchemaResponse { Schema = reader.ReadToEnd() });
    }
}
