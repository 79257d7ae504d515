namespace NeonFlow.Provider.ProgramView;

/// <summary>Addresses that the program lets into a project. Place: the project.</summary>
/// <param name="Entries">Entries of the address list.</param>
public sealed record AddressesIntent(IReadOnlyList<string> Entries);
