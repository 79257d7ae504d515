using System.Diagnostics.CodeAnalysis;

namespace Pulumi;

public readonly struct Union<T0, T1> : IEquatable<Union<T0, T1>>, IUnion
{
    private readonly bool _isT1;
    private readonly T0 _t0;
    private readonly T1 _t1;

    private Union(bool isT1, T0 t0, T1 t1)
    {
        _isT1 = isT1;
        _t0 = t0;
        _t1 = t1;
    }

    public bool IsT0 => !_isT1;

    public bool IsT1 => _isT1;

    public T0 AsT0 => IsT0 ? _t0 : throw new InvalidOperationException("Cannot return as T0 as result is T1");

    public T1 AsT1 => IsT1 ? _t1 : throw new InvalidOperationException("Cannot return as T1 as result is T0");

    public object Value => (_isT1 ? _t1 : (object?)_t0)!;

    object? IUnion.Value => Value;

    public static Union<T0, T1> FromT0(T0 input) => new(false, input, default!);

    public static Union<T0, T1> FromT1(T1 input) => new(true, default!, input);

    public void Switch(Action<T0> f0, Action<T1> f1)
    {
        if (_isT1)
        {
            f1(_t1);
        }
        else
        {
            f0(_t0);
        }
    }

    public TResult Match<TResult>(Func<T0, TResult> f0, Func<T1, TResult> f1) => _isT1 ? f1(_t1) : f0(_t0);

    public Union<TResult, T1> MapT0<TResult>(Func<T0, TResult> mapFunc) =>
        _isT1 ? Union<TResult, T1>.FromT1(_t1) : Union<TResult, T1>.FromT0(mapFunc(_t0));

    public Union<T0, TResult> MapT1<TResult>(Func<T1, TResult> mapFunc) =>
        _isT1 ? Union<T0, TResult>.FromT1(mapFunc(_t1)) : Union<T0, TResult>.FromT0(_t0);

    public Union<TResult0, TResult1> Bimap<TResult0, TResult1>(Func<T0, TResult0> mapFunc0, Func<T1, TResult1> mapFunc1) =>
        _isT1 ? Union<TResult0, TResult1>.FromT1(mapFunc1(_t1)) : Union<TResult0, TResult1>.FromT0(mapFunc0(_t0));

    public bool TryPickT0([MaybeNullWhen(false)] out T0 value, [MaybeNullWhen(true)] out T1 remainder)
    {
        value = _t0;
        remainder = _t1;
        return IsT0;
    }

    public bool TryPickT1([MaybeNullWhen(false)] out T1 value, [MaybeNullWhen(true)] out T0 remainder)
    {
        value = _t1;
        remainder = _t0;
        return IsT1;
    }

    public bool Equals(Union<T0, T1> other) => _isT1 == other._isT1 && Equals(Value, other.Value);

    public override bool Equals(object? obj) => obj is Union<T0, T1> other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_isT1, Value);

    public override string ToString() => $"{(_isT1 ? typeof(T1) : typeof(T0)).FullName}: {Value}";

    public static bool operator ==(Union<T0, T1> left, Union<T0, T1> right) => left.Equals(right);

    public static bool operator !=(Union<T0, T1> left, Union<T0, T1> right) => !left.Equals(right);

    public static implicit operator Union<T0, T1>(T0 t) => FromT0(t);

    public static implicit operator Union<T0, T1>(T1 t) => FromT1(t);
}
