namespace NeonFlow.Provider.Tests.Core;

/// <summary>The check of printed C# sees what compiles and what does not.</summary>
public sealed class PrintedCodeTests
{
    [Theory]
    [InlineData("Tables = { \"public.orders\" }")]
    [InlineData("Backfill = { [\"*\"] = 1 },\nReset = true")]
    [InlineData("new CustomResourceOptions { DependsOn = { ... } }")]
    [InlineData("Aliases = { new Alias { Name = \"orders\" } }")]
    public void What_a_class_of_the_package_takes_passes(string code) => Assert.Null(PrintedCode.Problem(code));

    [Theory]
    [InlineData("Tables = public.orders")]
    [InlineData("Backfil = { [\"*\"] = 1 }")]
    [InlineData("Backfill = { [\"*\"] = \"1\" }")]
    [InlineData("Password = <the password>")]
    [InlineData("new CustomResourceOptions { RetainOnDestroy = true }")]
    public void What_none_takes_does_not(string code) => Assert.NotNull(PrintedCode.Problem(code));
}
