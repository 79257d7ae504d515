namespace NeonFlow.Testing.Tests.Connectors;

/// <summary>Bundled steps that are out of scope, whatever the machine has.</summary>
internal sealed class StepsNotPlayedAttribute : RecordedStepsAttribute
{
    private const string TlsServer = "60-sslmode-tls-server";

    public StepsNotPlayedAttribute(int first, int last)
        : base(first, last) =>
        Skip = "out of scope: with verify-full the recorded message is what Go's TLS library says of the certificate";

    public static bool IsLeftOut(string step) => step == TlsServer && Captures.Folder == Captures.Bundled;

    protected override bool IsChosen(string step, CaseNeeds needs) => IsLeftOut(step);
}
