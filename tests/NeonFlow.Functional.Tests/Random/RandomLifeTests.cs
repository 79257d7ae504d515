namespace NeonFlow.Functional.Tests.Random;

/// <summary>A pipeline that lives at random. NEONFLOW_ROUNDS and NEONFLOW_SEED say how long, and which life.</summary>
[Trait("Category", "long")]
public sealed class RandomLifeTests(ITestOutputHelper output)
{
    private const int UsualRounds = 6;

    [Fact]
    [Trait("Category", "random")]
    public async Task Whatever_happens_the_next_up_loses_and_doubles_no_row_that_its_preview_did_not_name()
    {
        var rounds = TestSettings.Number("NEONFLOW_ROUNDS") ?? UsualRounds;
        var seed = TestSettings.Number("NEONFLOW_SEED") ?? 1;
        await using var life = await RandomLife.StartAsync(seed);
        for (var round = 1; round <= rounds; round++)
        {
            try
            {
                await life.RoundAsync(round);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"NEONFLOW_SEED={seed}, round {round} of {rounds}:\n{life.Story}\n{e.Message}", e);
            }
        }

        output.WriteLine($"NEONFLOW_SEED={seed}\n{life.Story}");
    }
}
