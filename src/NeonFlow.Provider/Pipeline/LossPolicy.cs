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
    /// It warns, goes on without what is lost, and forgets it. It fails where the capture cannot go on: while the slot is gone or lost, as
    /// long as the cause of another loss stands, and where the publication was gone or a delete came without its key.
    /// </summary>
    [WireName("accept")]
    Accept,
}
