using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using NeonFlow.Harness;
using Pulumirpc;

namespace NeonFlow.Functional.Tests.Traps;

public sealed partial class OddMessageTests
{
    private const string Publication = "neonflow:postgres:Publication";
    private const int LongestAnswer = 64 * 1024;

    [Theory]
    [InlineData(5)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(true)]
    public async Task Values_that_Check_refuses_may_come_from_a_state(object odd)
    {
        const string type = "neonflow:neon:IpAllow";
        var value = odd is bool b ? Value.ForBool(b) : Value.ForNumber(Convert.ToDouble(odd, null));
        var mixed = Map(("projectId", Value.ForString("p-1")), ("entries", Value.ForList(Value.ForString("9.9.9.9"), value)));
        var plain = Map(("projectId", Value.ForString("p-1")), ("entries", Value.ForList(Value.ForString("9.9.9.9"))));
        foreach (var (olds, news) in new[] { (plain, mixed), (mixed, plain), (mixed, mixed) })
        {
            var request = new DiffRequest
            {
                Urn = ProviderUnderTest.Urn(type),
                Type = type,
                Name = "it",
                Id = "neon:p-1",
                OldInputs = olds,
                Olds = olds,
                News = news,
            };
            Assert.NotNull(await AnsweredAsync("Diff", () => _provider.Client.DiffAsync(request).ResponseAsync));
        }
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(5_000_000, 1)]
    [InlineData(100, 20_000)]
    public async Task No_input_decides_how_long_an_answer_is(int length, int tables)
    {
        var text = new string('é', length) + "*";
        var map = Map(
            ("name", Value.ForString(text)),
            ("tables", Value.ForList([.. Enumerable.Range(0, tables).Select(i => Value.ForString($"{text}{i}"))]))
        );
        var urn = ProviderUnderTest.Urn(Publication);
        var check = await _provider.Client.CheckAsync(
            new()
            {
                Urn = urn,
                Type = Publication,
                Name = "it",
                News = map,
            }
        );
        Assert.NotEmpty(check.Failures);
        Assert.True(check.Failures.Sum(static f => f.Reason.Length) < LongestAnswer);
        var create = await Assert.ThrowsAsync<RpcException>(() =>
            _provider
                .Client.CreateAsync(
                    new()
                    {
                        Urn = urn,
                        Type = Publication,
                        Name = "it",
                        Properties = map,
                        Preview = true,
                        Timeout = 20,
                    }
                )
                .ResponseAsync
        );
        Assert.True(Uri.EscapeDataString(create.Status.Detail).Length < LongestAnswer);
    }

    [Fact]
    public async Task What_is_no_message_is_refused_in_a_few_words()
    {
        var tooDeep = Deep.Bytes(static () =>
        {
            var value = Value.ForString("bottom");
            for (var i = 0; i < 11_000; i++)
            {
                value = Value.ForList(value);
            }

            return new CreateRequest { Urn = "x", Properties = Map(("name", value)) };
        });
        byte[][] bodies = [tooDeep, [0x0a, 0x7f, 1], [0x08, 0x80], [0xff, 0xff, 0xff, 0x07], [0x0a, 0x02, 0xff, 0xfe], [0x07]];
        foreach (var method in (string[])["Check", "Diff", "Create", "Read", "Update", "Delete", "Invoke", "Configure", "GetSchema"])
        {
            foreach (var body in bodies)
            {
                try
                {
                    await Deep.CallAsync(_provider, method, body);
                }
                catch (RpcException e)
                {
                    Assert.DoesNotContain("NF1010", e.Status.Detail, StringComparison.Ordinal);
                    Assert.InRange(e.Status.Detail.Length, 1, 1000);
                }
            }
        }

        await LivesAsync();
    }

    [Theory]
    [InlineData("--version", @"^\d+\.\d+\.\d+\S*\n$")]
    [InlineData("--help", "(?s)^pulumi-resource-neonflow .*--version")]
    public async Task The_executable_says_what_it_is(string argument, string expected)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [ProviderUnderTest.Built(), argument]) { RedirectStandardOutput = true, UseShellExecute = false }
        )!;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Assert.Matches(expected, await process.StandardOutput.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
