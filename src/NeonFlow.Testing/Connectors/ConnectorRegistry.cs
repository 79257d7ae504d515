namespace NeonFlow.Testing.Connectors;

/// <summary>Connectors by image repository; an image counts as registered with any tag.</summary>
public sealed class ConnectorRegistry : IConnectorRegistry
{
    /// <summary>Names an executable that serves the source-postgres images in place of the built-in connector.</summary>
    public const string SourcePostgresVariable = "NEONFLOW_CONNECTOR_SOURCE_POSTGRES";

    /// <summary>The image repositories that are variants of source-postgres, without tag.</summary>
    public static IReadOnlyList<string> SourcePostgresImages { get; } =
    ["ghcr.io/estuary/source-postgres", "ghcr.io/estuary/source-neon-postgres"];

    private readonly Dictionary<string, Func<IConnector>> _byRepository = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>The registered image repositories, without tags, in order.</summary>
    public IReadOnlyList<string> Repositories
    {
        get
        {
            lock (_gate)
            {
                return [.. _byRepository.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Registers a connector for an image repository (<c>ghcr.io/estuary/source-postgres</c>); replaces an earlier one.</summary>
    public ConnectorRegistry Add(string imageRepository, Func<IConnector> create)
    {
        lock (_gate)
        {
            _byRepository[imageRepository] = create;
        }
        return this;
    }

    /// <inheritdoc/>
    public IConnector? Create(string image)
    {
        var (repository, tag) = Split(image);
        if (tag is null)
        {
            return null;
        }
        Func<IConnector>? create;
        lock (_gate)
        {
            _byRepository.TryGetValue(repository, out create);
        }
        return create?.Invoke();
    }

    /// <summary>
    /// Repository and tag of an image name; the tag starts with its <c>:</c> or <c>@</c> and is null where there is none.
    /// </summary>
    public static (string Repository, string? Tag) Split(string image)
    {
        var at = image.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            return (image[..at], image[at..]);
        }
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[colon..]) : (image, null);
    }
}
