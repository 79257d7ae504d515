namespace NeonFlow.Provider.Resources.Neon;

/// <summary>An object that may have existed before the program.</summary>
internal interface IAdoptable
{
    /// <summary>Whether the program takes over an object that exists.</summary>
    bool? Adopt { get; }

    /// <summary>Whether the object existed before and was taken over.</summary>
    bool? Adopted { get; }
}
