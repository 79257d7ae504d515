using NeonFlow.Provider.Shapes;

namespace NeonFlow.Provider.Preflight.Rules;

/// <summary>Every bound table exists and is one that can be captured.</summary>
internal sealed class TableMissingRule : ICaptureRule
{
    public IEnumerable<Diagnostic> Judge(CaptureSituation situation)
    {
        foreach (var (bound, facts) in situation.Tables)
        {
            if (!facts.Exists)
            {
                yield return new Diagnostic(PreflightDiagnostics.TableMissing, bound.Path, $"The table {bound.Name} does not exist{(facts.Similar.Count == 0 ? "" : $"; there is {string.Join(", ", facts.Similar)}, and names keep their case")}. {PreflightDiagnostics.TableMissing.Consequence}")
                {
                    Fix = facts.Similar.Count == 0 ? $"Create the table first, or take its binding out." : $"\"{facts.Similar[0]}\"",
                };
            }
            else if (facts.Unpublishable is { } reason)
            {
                yield return new Diagnostic(PreflightDiagnostics.TableNotPublished, bound.Path, $"{bound.Name} {reason}, which no publication takes.") { Fix = "Take its binding out; bind the tables behind it." };
            }
        }
    }
}
