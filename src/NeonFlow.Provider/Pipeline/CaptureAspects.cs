namespace NeonFlow.Provider.Pipeline;

/// <summary>What a judgement rests on; where one of them is not known, it is not made.</summary>
[Flags]
public enum CaptureAspects
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The capture's host.</summary>
    Host = 1,

    /// <summary>The settings of the server.</summary>
    Server = 2,

    /// <summary>The role and its attributes.</summary>
    Role = 4,

    /// <summary>The role's rights on the tables.</summary>
    Rights = 8,

    /// <summary>The name of the publication.</summary>
    PublicationName = 16,

    /// <summary>The publication and its tables.</summary>
    Publication = 32,

    /// <summary>The watermarks table.</summary>
    Watermarks = 64,

    /// <summary>The name of the slot.</summary>
    SlotName = 128,

    /// <summary>The slot.</summary>
    Slot = 256,

    /// <summary>The bound tables.</summary>
    Tables = 512,

    /// <summary>The address list of the Neon project, and the addresses of the data plane.</summary>
    Addresses = 1024,

    /// <summary>All that cannot be told while it is not known which database it is.</summary>
    Database = Addresses | Server | Role | Rights | Publication | Watermarks | Slot | Tables,

    /// <summary>Everything.</summary>
    All = Database | Host | PublicationName | SlotName,
}
