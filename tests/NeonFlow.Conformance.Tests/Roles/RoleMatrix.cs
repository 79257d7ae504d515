using NeonFlow.Harness;
using NeonFlow.Provider;

namespace NeonFlow.Conformance.Tests.Roles;

/// <summary>Fills the table of one server: every connecting role tries every verb on everything that is made by SQL.</summary>
internal sealed class RoleMatrix(ConformanceCloud cloud, int major)
{
    public static IReadOnlyList<string> Tokens { get; } =
    [
        .. Registry
            .ResourceTokens.Where(static t => t.StartsWith("neonflow:postgres:", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public async Task<IReadOnlyList<RoleCell>> FillAsync(bool every)
    {
        RoleVerb[] verbs = [RoleVerb.Create, RoleVerb.Update, RoleVerb.Delete];
        var roles = ConnectingRole.All.Where(role => role.Since <= major && (every || role.IsInPart)).ToList();
        // Those that wait do so beside the others, and each verb takes the provider's patience.
        var waiting = roles
            .Where(static role => role.Waits)
            .SelectMany(role => verbs.Where(verb => every || verb == RoleVerb.Create).Select(verb => FillAsync(role, verb)))
            .ToList();
        var cells = new List<RoleCell>();
        foreach (var role in roles.Where(static role => !role.Waits))
        {
            cells.AddRange(await FillAsync(role, verbs));
        }

        foreach (var line in waiting)
        {
            cells.AddRange(await line);
        }

        return cells;
    }

    private async Task<IReadOnlyList<RoleCell>> FillAsync(ConnectingRole role, params RoleVerb[] verbs)
    {
        await using var home = await cloud.NewWorldAsync();
        await using var provider = await ProviderUnderTest.StartAsync(home.Config);
        var trials = await Task.WhenAll(Tokens.Select(token => RoleTrial.OpenAsync(cloud, provider, role, token)));
        var cells = new List<RoleCell>();
        foreach (var step in RoleTrial.Steps(verbs))
        {
            await provider.AttachAsync();
            cells.AddRange((await Task.WhenAll(trials.Select(step))).OfType<RoleCell>());
        }

        foreach (var trial in trials)
        {
            await trial.DisposeAsync();
        }

        Assert.DoesNotContain(provider.Said, static said => said.Contains(RoleTrial.Password, StringComparison.Ordinal));
        return cells;
    }
}
