using System.Security.Cryptography;

namespace NeonFlow.Testing.Engine;

/// <summary>What a registration means to a refresh that runs the program, and what is read afterwards.</summary>
internal sealed partial class StepGenerator
{
    /// <summary>What the program did not register.</summary>
    public IReadOnlyList<ResourceState> Left() =>
        [.. _deployment.Base.Resources.Where(r => !_kept.Contains(r.Urn) && _aliases.NewName(r.Urn) is null)];

    /// <summary>
    /// What a registration means to a refresh: what can be read is read, providers and components are taken as the program has them.
    /// </summary>
    public async Task<GeneratedSteps> RefreshAsync(RegisterEvent registration)
    {
        var goal = registration.Goal;
        var (old, @new, _, invalid) = Begin(goal);
        var isRead = goal.Custom && !@new.IsProvider;
        if (old is null && (isRead || @new.Needs().Any(_absent.Contains)))
        {
            _kept.Add(@new.Urn);
            _absent.Add(@new.Urn);
            return new([SameStep.SkippedCreate(registration, @new)]);
        }

        if (old is null)
        {
            return await DecideAsync(
                    registration,
                    old,
                    @new,
                    Manager(@new),
                    RandomNumberGenerator.GetBytes(32),
                    recreating: false,
                    invalid,
                    imported: false
                )
                .ConfigureAwait(false);
        }

        _kept.Add(@new.Urn);
        if (isRead)
        {
            await _deployment.EnsureProviderAsync(old).ConfigureAwait(false);
        }

        var step = isRead ? new RefreshStep(old, @new) : new RefreshStep(old) { TakenOver = true };
        return new(
            [step],
            async () =>
            {
                if (step.New is not { } found)
                {
                    _absent.Add(@new.Urn);
                    return new([SameStep.SkippedCreate(registration, @new)]);
                }

                if (isRead || @new.Needs().Any(_absent.Contains))
                {
                    _news[@new.Urn] = found;
                    registration.Done.TrySetResult(new(found, RegistrationOutcome.Done));
                    return new([]);
                }

                return await DecideAsync(
                        registration,
                        old,
                        @new,
                        Manager(@new),
                        RandomNumberGenerator.GetBytes(32),
                        recreating: false,
                        invalid,
                        imported: false
                    )
                    .ConfigureAwait(false);
            }
        );
    }
}
