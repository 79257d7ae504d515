using NeonFlow.Provider.Engine;
using NeonFlow.Provider.Schema;
using static NeonFlow.Provider.Tests.Apis.Stack;
using static NeonFlow.Provider.Tests.Preflight.ProgramUnderJudgement;

namespace NeonFlow.Provider.Tests.Preflight;

/// <summary>Programs that set the replica identity of a table that they publish and capture.</summary>
public sealed partial class ProgramTests
{
    [Theory]
    [InlineData("full", null, true)]
    [InlineData("index", "keyless_code", true)]
    [InlineData("default", null, false)]
    [InlineData(null, null, false)]
    public async Task A_table_that_gets_its_identity_in_the_same_program_passes(string? kind, string? index, bool passes)
    {
        var program = NewProgram();
        foreach (var type in Pipeline.Where(static t => t is not Publication))
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        if (kind is not null)
        {
            (string, PropertyValue?)[] by = index is null ? [] : [("index", index)];
            await program.RegisterAsync(Identity, program.Inputs(Identity, [("identity", kind), .. by]));
        }

        (string, PropertyValue?)[] tables = [("tables", List("public.keyless", "public.marks"))];
        program.Check(Publication, program.Inputs(Publication, tables));
        var refused = await Record.ExceptionAsync(() => program.PreviewAsync(Publication));
        Assert.Equal(passes, refused is null);
        var verdict = await program.VerdictAsync([("connection", program.Neon()), ("tables", List("public.keyless"))]);
        Assert.Equal(!passes, verdict.Contains("NF3008", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_that_loses_its_identity_in_the_same_program_is_refused_by_publication_and_capture()
    {
        var program = NewProgram();
        foreach (var type in Pipeline.Where(static t => t is not Publication))
        {
            await program.RegisterAsync(type, program.Inputs(type));
        }

        await program.RegisterAsync(Identity, program.Inputs(Identity, ("table", "public.keyed"), ("identity", "nothing")));
        program.Check(Publication, program.Inputs(Publication, ("tables", List("public.keyed", "public.marks"))));
        var refused = await Assert.ThrowsAsync<CallFailedException>(() => program.PreviewAsync(Publication));
        Assert.Contains("NF3008", refused.Message, StringComparison.Ordinal);
        Assert.Contains("fix: Identity = ReplicaIdentityKind.Default", refused.Message, StringComparison.Ordinal);
        var verdict = await program.VerdictAsync([("connection", program.Neon()), ("tables", List("public.keyed"))]);
        Assert.Contains("NF3008", verdict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index", "keyed_code", true)]
    [InlineData("index", "keyed_both", false)]
    [InlineData("full", null, false)]
    public async Task An_identity_of_the_same_program_that_leaves_out_the_key_is_told(string kind, string? index, bool isTold)
    {
        var program = NewProgram();
        foreach (var type in Pipeline)
        {
            (string, PropertyValue?)[] changes = type is Publication ? [("tables", List("public.keyed", "public.marks"))] : [];
            await program.RegisterAsync(type, program.Inputs(type, changes));
        }

        (string, PropertyValue?)[] by = index is null ? [] : [("index", index)];
        await program.RegisterAsync(Identity, program.Inputs(Identity, [("table", "public.keyed"), ("identity", kind), .. by]));
        var verdict = await program.VerdictAsync([("connection", program.Neon()), ("tables", List("public.keyed"))]);
        Assert.Equal(isTold, verdict.Contains("NF5040", StringComparison.Ordinal));
        Assert.Equal(isTold, program.Said.Any(static s => s.Contains("Identity = ReplicaIdentityKind.Default", StringComparison.Ordinal)));
    }
}
