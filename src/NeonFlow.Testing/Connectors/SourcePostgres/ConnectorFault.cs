namespace NeonFlow.Testing.Connectors.SourcePostgres;

/// <summary>Why a request of the connector fails, and in which form standard error says so.</summary>
internal sealed class ConnectorFault : Exception
{
    private ConnectorFault(string text, FaultForm form, string? cause = null)
        : base(text) => (Form, Cause) = (form, cause);

    public FaultForm Form { get; }

    /// <summary>The <c>err</c> field of a <see cref="FaultForm.Fatal"/> line.</summary>
    public string? Cause { get; }

    /// <summary>A finding for the user: a JSON line of level fatal with <c>source: null</c>.</summary>
    public static ConnectorFault User(string text) => new(text, FaultForm.User);

    /// <summary>Any other error: the text itself, not JSON.</summary>
    public static ConnectorFault Plain(string text) => new(text, FaultForm.Plain);

    /// <summary>A broken protocol: a JSON line of level fatal with the cause in <c>err</c>.</summary>
    public static ConnectorFault Fatal(string text, string cause) => new(text, FaultForm.Fatal, cause);

    public ConnectorFault Prefixed(string prefix) => Form == FaultForm.Plain ? Plain(prefix + Message) : this;
}
