using NeonFlow.Provider.ProgramView;

namespace NeonFlow.Provider.Upstreams;

/// <summary>Which parts the ids of a resource have besides the project.</summary>
/// <param name="HasBranch">Whether the object is on a branch.</param>
/// <param name="HasName">Whether it is told by its name.</param>
internal readonly record struct NeonIdForm(bool HasBranch, bool HasName)
{
    /// <summary>Something of a whole project.</summary>
    public static readonly NeonIdForm OfProject = new(HasBranch: false, HasName: false);

    /// <summary>Something that a branch has by name.</summary>
    public static readonly NeonIdForm OnBranch = new(HasBranch: true, HasName: true);

    /// <summary>The form as messages show it.</summary>
    public override string ToString() => $"{Places.NeonPrefix}<project>{(HasBranch ? "/<branch>" : "")}{(HasName ? "/<name>" : "")}";
}
