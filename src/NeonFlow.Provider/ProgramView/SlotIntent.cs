namespace NeonFlow.Provider.ProgramView;

/// <summary>A slot that the program looks after.</summary>
/// <param name="Name">Slot.</param>
/// <param name="IsNew">Whether the program begins to look after it in this operation.</param>
/// <param name="Adopt">Whether the program says that an existing slot of that name is its own.</param>
public sealed record SlotIntent(string Name, bool IsNew, bool Adopt);
