using System.Collections.Immutable;
using NeonFlow.Cdc;
using NeonFlow.Cdc.Estuary;
using Pulumi;

namespace Acme.Pipelines;

/// <summary>The pipeline of a team: a <see cref="NeonToEstuary"/> with the names and the care that all pipelines of Acme have.</summary>
public sealed class TeamPipeline : ComponentResource
{
    /// <summary>Makes the pipeline.</summary>
    /// <param name="name">Name in the program.</param>
    /// <param name="args">What the team says.</param>
    /// <param name="options">Options of the component.</param>
    public TeamPipeline(string name, TeamPipelineArgs args, ComponentResourceOptions? options = null)
        : base("acme:pipelines:TeamPipeline", name, options)
    {
        var stack = Deployment.Instance.StackName;
        var pipeline = new NeonToEstuary(
            name,
            new()
            {
                ProjectId = args.ProjectId,
                Database = args.Database,
                Tables = args.Tables,
                // Who owns it can be read from every name, at both ends; stacks never meet in one.
                Prefix = $"acmeCo/{args.Team}/{args.Service}/{stack}",
                ObjectName = $"acme_{args.Service}_{stack}",
                CaptureName = $"acmeCo/{args.Team}/{args.Service}/{stack}/source-neon",
                AcknowledgeIrreversible = true, // decided once, for all projects: logical replication stays on
                OnLoss = LossPolicy.Backfill, // what was lost is captured again by the next up
            },
            // What production has is not deleted by a change of a program.
            new() { Parent = this, Protect = stack == "prod" }
        );
        CaptureName = pipeline.CaptureName;
        Collections = pipeline.Collections;
        RegisterOutputs(new Dictionary<string, object?> { ["captureName"] = CaptureName, ["collections"] = Collections });
    }

    /// <summary>Catalogue name of the capture.</summary>
    [Output("captureName")]
    public Output<string> CaptureName { get; private set; }

    /// <summary>Collections that the capture writes.</summary>
    [Output("collections")]
    public Output<ImmutableArray<string>> Collections { get; private set; }
}
