using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Pipeline;

/// <summary>What an up does where changes of a captured table are lost.</summary>
[ObjectType("neonflow:estuary:LossPolicy")]
public enum LossPolicy
{
    /// <summary>It fails, as its preview does, with the <c>backfill</c> that captures the tables again.</summary>
    [WireName("fail")]
    Fail,

    /// <summary>It captures those tables again from the start, and the plan says which and why.</summary>
    [WireName("backfill")]
    Backfill,

    /// <summary>
    /// It warns, goes on without what is lost, and forgets it. Where the publication was gone the capture cannot go on, and it fails.
    /// </summary>
    [WireName("accept")]
    Accept,
}
