using System.Collections.Immutable;

namespace Pulumi;

public sealed class DictionaryResourceArgs : ResourceArgs
{
    private readonly ImmutableDictionary<string, object?> _dictionary;

    public DictionaryResourceArgs(ImmutableDictionary<string, object?> dictionary) =>
        _dictionary = dictionary ?? throw new ArgumentNullException(nameof(dictionary));

    internal override Task<ImmutableDictionary<string, object?>> ToDictionaryAsync() => Task.FromResult(_dictionary);
}
