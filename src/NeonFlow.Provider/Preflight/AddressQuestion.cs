using NeonFlow.Neon;

namespace NeonFlow.Provider.Preflight;

/// <summary>Whose address list has to let which data plane in.</summary>
/// <param name="Project">The Neon project of the database.</param>
internal sealed record AddressQuestion(NeonProjectId Project)
{
    /// <summary>Whether the branch is named, or is the project's default one; else the host tells it.</summary>
    public bool HasBranch { get; init; }

    /// <summary>The branch that is named; null: the project's default one.</summary>
    public NeonBranchId? Branch { get; init; }

    /// <summary>Host of the database.</summary>
    public string Host { get; init; } = "";

    /// <summary>Catalogue name of the capture; empty where it has none that is known.</summary>
    public string Capture { get; init; } = "";

    /// <summary>Data plane that is named; null: where the capture runs, else where a new one is placed.</summary>
    public string? DataPlane { get; init; }

    /// <summary>Addresses of the data plane; null: Estuary is asked.</summary>
    public IReadOnlyList<string>? Blocks { get; init; }

    /// <summary>Property path of an input that is not known yet and tells the data plane; null: there is none.</summary>
    public string? UnknownInput { get; init; }

    /// <summary>Whether the program may put entries on a list that has none.</summary>
    public bool MayBeClosed { get; init; }

    /// <summary>Whether the program has the list guard protected branches only.</summary>
    public bool GuardsProtectedOnly { get; init; }
}
