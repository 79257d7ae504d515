using System.Collections;
using System.Collections.Immutable;

namespace Pulumi;

public sealed class InputList<T> : Input<ImmutableArray<T>>, IEnumerable, IAsyncEnumerable<Input<T>>
{
    private Output<ImmutableArray<Input<T>>> _items;

    public InputList()
        : this(Output.Create(ImmutableArray<Input<T>>.Empty)) { }

    private InputList(Output<ImmutableArray<Input<T>>> items) => _items = items;

    private protected override IOutput Parts => _items;

    internal override Output<ImmutableArray<T>> Whole() => _items.Apply(items => Output.All(items.AsEnumerable()));

    public void Add(params Input<T>[] inputs) => AddRange(Of(inputs));

    public void Add(InputList<T> inputs) => AddRange(inputs);

    public void AddRange(InputList<T> inputs) => _items = Joined(_items, inputs._items);

    public InputList<T> Concat(InputList<T> other) => new(Joined(_items, other._items));

    public async IAsyncEnumerator<Input<T>> GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        var data = await _items.Data.ConfigureAwait(false);
        foreach (var item in data.Value.IsDefault ? [] : data.Value)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() =>
        throw new NotSupportedException(
            $"A {GetType().FullName} cannot be synchronously enumerated. Use {nameof(GetAsyncEnumerator)} instead."
        );

    internal InputList<T> Copy() => new(_items);

    public static implicit operator InputList<T>(T value) => Of([value]);

    public static implicit operator InputList<T>(Output<T> value) => Of([value]);

    public static implicit operator InputList<T>(Input<T> value) => Of([value]);

    public static implicit operator InputList<T>(T[] values) => Of(values.Select(value => (Input<T>)value));

    public static implicit operator InputList<T>(Output<T>[] values) => Of(values.Select(value => (Input<T>)value));

    public static implicit operator InputList<T>(Input<T>[] values) => Of(values);

    public static implicit operator InputList<T>(List<T> values) => Of(values.Select(value => (Input<T>)value));

    public static implicit operator InputList<T>(List<Output<T>> values) => Of(values.Select(value => (Input<T>)value));

    public static implicit operator InputList<T>(List<Input<T>> values) => Of(values);

    public static implicit operator InputList<T>(ImmutableArray<T> values) =>
        Of(values.IsDefault ? [] : values.Select(value => (Input<T>)value));

    public static implicit operator InputList<T>(ImmutableArray<Output<T>> values) =>
        Of(values.IsDefault ? [] : values.Select(value => (Input<T>)value));

    public static implicit operator InputList<T>(ImmutableArray<Input<T>> values) => Of(values.IsDefault ? [] : values);

    public static implicit operator InputList<T>(Output<T[]> values) => Later(values);

    public static implicit operator InputList<T>(Output<List<T>> values) => Later(values);

    public static implicit operator InputList<T>(Output<IEnumerable<T>> values) => Later(values);

    public static implicit operator InputList<T>(Output<ImmutableArray<T>> values) =>
        new(values.Apply(items => items.IsDefault ? [] : items.Select(item => (Input<T>)item).ToImmutableArray()));

    private static InputList<T> Of(IEnumerable<Input<T>> items) => new(Output.Create(items.ToImmutableArray()));

    private static InputList<T> Later<TItems>(Output<TItems> values)
        where TItems : IEnumerable<T> => new(values.Apply(items => items.Select(item => (Input<T>)item).ToImmutableArray()));

    private static Output<ImmutableArray<Input<T>>> Joined(
        Output<ImmutableArray<Input<T>>> first,
        Output<ImmutableArray<Input<T>>> second
    ) => Output.Tuple(first, second).Apply(pair => pair.Item1.AddRange(pair.Item2));
}
