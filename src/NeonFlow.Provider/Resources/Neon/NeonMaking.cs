using NeonFlow.Provider.Contracts;

namespace NeonFlow.Provider.Resources.Neon;

/// <summary>A making that was written down before its call was sent.</summary>
/// <param name="Mark">Of which resource.</param>
/// <param name="Begun">When, by the database's clock.</param>
/// <param name="IsOfTheObject">
/// Whether it made the object that exists: that was made within the minutes in which the call can have been under way.
/// </param>
internal sealed record NeonMaking(OwnershipMark Mark, string Begun, bool IsOfTheObject);
