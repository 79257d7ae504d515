namespace NeonFlow.Provider.ProgramView;

/// <summary>What a note of the ledger says.</summary>
public enum IntentAct
{
    /// <summary><see cref="IntentLedger.Declare"/>.</summary>
    Declare,

    /// <summary><see cref="IntentLedger.Compare(string, bool, IReadOnlyList{Intent})"/>.</summary>
    Compare,

    /// <summary><see cref="IntentLedger.See"/>.</summary>
    See,

    /// <summary><see cref="IntentLedger.Finish"/>.</summary>
    Finish,

    /// <summary><see cref="IntentLedger.Same"/>.</summary>
    Same,
}
