using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The address list of the Neon project lets the data plane of the capture in.</summary>
internal sealed class AddressListRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.AddressList;

    public CaptureAspects RestsOn => CaptureAspects.Addresses;

    public string Remedy => "`OpenIpAllow = true` on `NeonToEstuary`; else the addresses as `Entries` of an `IpAllow`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation is not { Addresses: { } list, ShutOut: { Count: > 0 } missing, Subject: var subject })
        {
            yield break;
        }

        var entries = string.Join(", ", missing.Select(static m => $"\"{m}\""));
        // Somebody may have taken away what the program puts there.
        var again = subject.Exists ? "; where that is so already, pulumi up puts back what somebody took away" : "";
        yield return this.Found(
            "",
            $"The address list of the Neon project {list.Project} does not let in {TextList.And(missing)}, from which the data plane"
                + $"{(list.DataPlane.Length > 0 ? $" {list.DataPlane}" : "")} connects.",
            subject.IsInComponent
                ? $"OpenIpAllow = true   // puts them on the list{again}"
                : $"Entries = {{ {entries} }}   // of an IpAllow of project {list.Project} that the capture depends on{again}"
        );
    }
}
