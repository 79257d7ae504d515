namespace NeonFlow.Provider.ProgramView;

/// <summary>What another capture of the program uses. Place: the server, because slots are shared by its databases.</summary>
/// <param name="Capture">Catalogue name.</param>
/// <param name="Slot">Its slot.</param>
/// <param name="User">Role that it streams as.</param>
/// <param name="IsNew">Whether the capture starts with this operation, so that its slot is made by it.</param>
public sealed record SlotUseIntent(string Capture, string Slot, string User, bool IsNew);
