using NeonFlow.Provider.Pipeline.Rules;

namespace NeonFlow.Provider.Pipeline;

/// <summary>All rules, in the order in which their findings are reported.</summary>
internal static class CaptureRules
{
    public static IReadOnlyList<ICaptureRule> All { get; } =
    [
        new PooledHostRule(),
        new AddressListRule(),
        new PublicationNameRule(),
        new SlotNameRule(),
        new StandbyRule(),
        new WalLevelRule(),
        new RoleMissingRule(),
        new LoginRule(),
        new ReplicationRule(),
        new PublicationMissingRule(),
        new PublicationRemadeRule(),
        new OperationsRule(),
        new TableMissingRule(),
        new UnpublishableRule(),
        new KeylessTableRule(),
        new UnstreamedRule(),
        new FallbackKeyRule(),
        new CollectionKeyRule(),
        new KeyTypeRule(),
        new KeyValueRule(),
        new KeyIdentityRule(),
        new QuotedNameRule(),
        new MetaColumnRule(),
        new TableCaseRule(),
        new UndiscoveredRule(),
        new TableRemadeRule(),
        new PartitionAttachedRule(),
        new TableNotPublishedRule(),
        new PartitionRootRule(),
        new PartitionBoundRule(),
        new SelectRule(),
        new RowSecurityRule(),
        new RowFilterRule(),
        new ColumnListRule(),
        new VirtualColumnRule(),
        new StoredColumnRule(),
        new WatermarksRule(),
        new WatermarksPublishedRule(),
        new ForeignSlotRule(),
        new SlotInUseRule(),
        new SlotSharedRule(),
        new SlotLostRule(),
        new SlotGoneRule(),
        new SlotRemadeRule(),
        new FreeSlotRule(),
        new FreeSenderRule(),
        new AwakeComputeRule(),
        new ReadOnlyRule(),
    ];
}
