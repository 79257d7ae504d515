using NeonFlow.Postgres;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline.Rules;

/// <summary>The capture's role may log in to the database.</summary>
internal sealed class LoginRule : ICaptureRule
{
    public DiagnosticCode Code => PreflightDiagnostics.NoLogin;

    public CaptureAspects RestsOn => CaptureAspects.Role;

    public string Remedy => "`ALTER ROLE … LOGIN`, `ALTER ROLE … VALID UNTIL …`, `GRANT CONNECT ON DATABASE … TO …`, another `Rotation`";

    public IEnumerable<Finding> Judge(CaptureSituation situation)
    {
        if (situation.Facts is not { Role: { } role } facts)
        {
            yield break;
        }

        if (facts.RefusesPassword)
        {
            var subject = situation.Subject;
            yield return this.Found(
                subject.UserPath,
                $"The role {role.Name} does not log in with the password of the capture: another one has been set since, by "
                    + "somebody else or by a run of this program that was interrupted.",
                subject.IsInComponent
                    ? "Rotation = \"again\"   // any other text than now: the role gets a new password"
                    : "Password = new Config().RequireSecret(\"capturePassword\")   // the role's password; of a neon:Role another "
                        + "Rotation makes a new one"
            );
        }

        var user = Identifier.Quote(role.Name);
        (string What, string Fix)[] faults =
        [
            .. role.CanLogin ? [] : new[] { ("has no LOGIN", $"ALTER ROLE {user} LOGIN;") },
            .. role.Expired ? new[] { ("has a password that is no longer valid", $"ALTER ROLE {user} VALID UNTIL 'infinity';") } : [],
            .. role.ConnectionLimit == 0 ? new[] { ("may have no connection at all", $"ALTER ROLE {user} CONNECTION LIMIT -1;") } : [],
            .. role.CanConnect
                ? []
                : new[]
                {
                    (
                        $"may not connect to the database {facts.Server.Database}",
                        $"GRANT CONNECT ON DATABASE {Identifier.Quote(facts.Server.Database)} TO {user};"
                    ),
                },
        ];
        if (faults.Length > 0)
        {
            yield return this.Found(
                situation.Subject.UserPath,
                $"The role {role.Name} {string.Join(" and ", faults.Select(static f => f.What))}.",
                string.Join("\n", faults.Select(static f => f.Fix))
            );
        }
    }
}
