using NeonFlow.Provider.Contracts;
using NeonFlow.Provider.Engine;
using NeonFlow.Provider.ProgramView;
using NeonFlow.Provider.Schema;
using NeonFlow.Provider.Upstreams;
using static NeonFlow.Provider.Tests.Core.Make;

namespace NeonFlow.Provider.Tests.Core;

/// <summary>Wrong types and what a handler refuses are reported together.</summary>
public sealed class InputCheckTests
{
    private const string Type = "neonflow:test:Garden";

    private static readonly Target Target = Target.Of($"urn:pulumi:dev::shop::{Type}::park", "park", Type);
    private static readonly DiagnosticCode Code = new("NF1000", "t", "c");

    private static VerbRunner Runner => new(new NoLog()) { Program = static () => new ProgramRecorder() };

    private static string[] Check(PropertyValue.Map inputs) =>
        [
            .. new ResourceAdapter<Garden>(new GardenHandler(), Runner)
                .Check(Target, PropertyValue.Map.Empty, inputs)
                .Failures.Select(static p => p.Reason),
        ];

    [Fact]
    public void A_wrong_type_and_a_refused_value_are_reported_in_one_check() =>
        Assert.Collection(
            Check(Map(("name", "park"), ("labels", "none"), ("size", -1))),
            static p => Assert.Contains("labels must be an object", p, StringComparison.Ordinal),
            static p => Assert.Contains("cannot be negative", p, StringComparison.Ordinal)
        );

    [Fact]
    public void A_value_of_a_wrong_type_is_not_checked_a_second_time() =>
        Assert.Contains(
            "size must be a whole number",
            Assert.Single(Check(Map(("name", "park"), ("size", "-1")))),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_missing_input_is_not_checked_a_second_time() =>
        Assert.Contains("name is required", Assert.Single(Check(Map(("size", 1)))), StringComparison.Ordinal);

    [Fact]
    public void A_missing_input_may_be_the_output_of_another_stack() =>
        Assert.Contains(
            "output of another stack that does not exist is null",
            Assert.Single(Check(Map(("size", 1)))),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_verb_that_fails_on_saved_inputs_reports_both()
    {
        var adapter = new ResourceAdapter<Garden>(new GardenHandler(), Runner);
        var failure = await Assert.ThrowsAsync<CallFailedException>(() =>
            adapter.CreateAsync(Target, Map(("name", "park"), ("labels", "none"), ("size", -1)), 0, preview: false)
        );
        Assert.Contains("labels must be an object", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be negative", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_reports_both()
    {
        const string token = "neonflow:neon:getConnection";
        var function = Registry.Create(new Settings(), Runner).Function(token)!;
        var result = await function.InvokeAsync(token, Map(("projectId", 3), ("database", "")), preview: false);
        Assert.Equal(["projectId", "database"], result.Failures.Select(static f => f.Property));
    }

    [Fact]
    public void Privileges_are_not_judged_by_what_a_wrong_target_falls_back_to()
    {
        const string type = "neonflow:postgres:DefaultPrivileges";
        var inputs = Map(
            ("connection", Map(("host", "ep-cool-1.eu.aws.neon.tech"))),
            ("role", "reader"),
            ("schema", "public"),
            ("creators", List("owner")),
            ("on", "sequence"),
            ("privileges", List("USAGE"))
        );
        var result = Registry
            .Create(new Settings(), Runner)
            .Resource(type)!
            .Check(Target.Of($"urn:pulumi:dev::shop::{type}::x", "x", type), PropertyValue.Map.Empty, inputs);
        Assert.Contains("on cannot be \"sequence\"", Assert.Single(result.Failures).Reason, StringComparison.Ordinal);
    }

    /// <summary>Refuses an empty name and a negative size; its Create fails of something that it did not foresee.</summary>
    private sealed class GardenHandler : Handler<Garden>
    {
        public override Garden Check(CheckContext<Garden> context)
        {
            if (context.IsKnown(nameof(Garden.Name)) && string.IsNullOrEmpty(context.Inputs.Name))
            {
                context.Fail(Code, "name", "name is empty.");
            }
            if (context.IsKnown(nameof(Garden.Size)) && context.Inputs.Size is null or < 0)
            {
                context.Fail(Code, "size", "size cannot be negative.");
            }
            return context.Inputs;
        }

        public override Task<Preview<Garden>> PreviewAsync(PreviewContext<Garden> context) => throw new NotSupportedException();

        public override Task<ResourceState<Garden>> CreateAsync(Garden desired, OperationContext context) =>
            throw new InvalidOperationException("no ground");

        public override Task<ResourceState<Garden>?> ReadAsync(ReadContext<Garden> context) => throw new NotSupportedException();

        public override Task<Garden> UpdateAsync(string id, Garden current, Garden desired, OperationContext context) =>
            throw new NotSupportedException();

        public override Task DeleteAsync(string id, Garden state, OperationContext context) => throw new NotSupportedException();
    }
}
