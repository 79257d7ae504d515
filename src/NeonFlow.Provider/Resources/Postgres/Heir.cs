using NeonFlow.Provider.Schema;
using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Resources.Postgres;

/// <summary>Who answers from now on for what another resource of the program leaves behind.</summary>
/// <param name="Who">The resource.</param>
/// <param name="Items">What it gets into its account.</param>
internal sealed record Heir(Prospect Who, IReadOnlyList<string> Items)
{
    private const int Shown = 5;

    public string Urn => Who.Urn;

    /// <summary>For people.</summary>
    public string Words =>
        $"{TextList.And(Items.Count <= Shown ? Items : [.. Items.Take(Shown - 1), $"{Items.Count - Shown + 1} more"])} "
        + $"{(Items.Count == 1 ? "stays" : "stay")}: {Who.Resource} of this program wants {(Items.Count == 1 ? "it" : "them")} too.";
}
