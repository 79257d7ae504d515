using System.Text.Json.Nodes;
using NeonFlow.Harness;

namespace NeonFlow.Contracts;

/// <summary>
/// The upstream contract files. They are not part of this repository: <c>NEONFLOW_CONTRACTS</c> names their folder, by
/// default <c>../shared/reference</c> beside the repository.
/// </summary>
public static class ContractFiles
{
    /// <summary>The Neon API definition.</summary>
    public const string NeonApi = "neon/neon-api-v2.openapi.json";

    /// <summary>The schema of Estuary's catalogue specifications.</summary>
    public const string Flow = "estuary/flow.schema.json";

    /// <summary>What the source-postgres connector says of itself.</summary>
    public const string SourcePostgres = "estuary/source-postgres.spec.json";

    /// <summary>What that connector discovers of a table with a key and of one without.</summary>
    public const string SourcePostgresDiscovered = "estuary/source-postgres.discovered.json";

    /// <summary>The schema of Pulumi package schemas.</summary>
    public const string PulumiPackage = "pulumi/package-schema.metaschema.json";

    /// <summary>The folder, whether it exists or not.</summary>
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("NEONFLOW_CONTRACTS") is { Length: > 0 } named
            ? named
            : Path.GetFullPath(Path.Combine(Checkout.Root, "..", "shared", "reference"));

    /// <summary>Full path of a file, or null where it is absent.</summary>
    public static string? Find(string file) => Path.Combine(Folder, file) is var path && File.Exists(path) ? path : null;

    /// <summary>A file's content as JSON.</summary>
    public static JsonObject Read(string file) =>
        JsonNode
            .Parse(File.ReadAllText(Find(file) ?? throw new FileNotFoundException($"The contract file {file} is not in {Folder}.")))!
            .AsObject();
}
