namespace NeonFlow.Provider.Contracts;

/// <summary>A shape whose resource makes a role, even where the name of the role is not known yet.</summary>
internal interface IMakesRole;
