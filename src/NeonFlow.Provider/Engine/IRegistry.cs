namespace NeonFlow.Provider.Engine;

/// <summary>All resources and functions, by token, over one set of clients.</summary>
internal interface IRegistry
{
    /// <summary>Tokens of all resources.</summary>
    IEnumerable<string> Tokens { get; }

    /// <summary>The resource of a token, or null.</summary>
    IResource? Resource(string token);

    /// <summary>The function of a token, or null.</summary>
    IFunctionAdapter? Function(string token);
}
