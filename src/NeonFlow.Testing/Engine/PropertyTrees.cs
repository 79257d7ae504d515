namespace NeonFlow.Testing.Engine;

/// <summary>What the engine itself does with property trees: comparing them, and resetting ignored changes.</summary>
/// <remarks>In pulumi/pulumi: processIgnoreChanges (pkg/resource/deploy/step_generator.go).</remarks>
internal static class PropertyTrees
{
    /// <summary>The differences of two input trees, one entry per changed leaf.</summary>
    /// <remarks>In pulumi/pulumi: NewDetailedDiffFromObjectDiff (pkg/resource/plugin/provider.go).</remarks>
    public static SortedDictionary<string, DetailedDiffEntry> Compare(PropertyMap olds, PropertyMap news)
    {
        var found = new SortedDictionary<string, DetailedDiffEntry>(StringComparer.Ordinal);
        CompareMaps(PropertyPath.Of(), olds, news, found);
        return found;
    }

    /// <summary>
    /// Puts the old values back at the ignored paths; a path that cannot be followed to its end is passed to the callback, one that is no
    /// path is passed over.
    /// </summary>
    public static PropertyMap ResetIgnored(PropertyMap news, PropertyMap olds, IEnumerable<string> paths, Action<string> cannot)
    {
        foreach (var text in paths)
        {
            if (PropertyPath.TryParse(text) is not { } path)
            {
                continue;
            }

            var (done, reset) = Reset(new ObjectValue(olds), new ObjectValue(news), path.Segments, 0, false, false);
            news = ((ObjectValue)reset).Members;
            if (!done)
            {
                cannot(text);
            }
        }

        return news;
    }

    /// <summary>A value after the reset of what lies below it; what was reset before the path came to nothing stays reset.</summary>
    private static (bool Done, PropertyValue Value) Reset(
        PropertyValue? old,
        PropertyValue @new,
        IReadOnlyList<object> segments,
        int at,
        bool oldIsSecret,
        bool newIsSecret
    )
    {
        if (at == segments.Count)
        {
            return (false, @new);
        }

        if (@new is SecretValue secret)
        {
            var (done, inner) = Reset(old, secret.Element, segments, at, oldIsSecret, true);
            return (done, new SecretValue(inner));
        }

        while (old is SecretValue hidden)
        {
            old = hidden.Element;
            oldIsSecret = true;
        }

        var last = at == segments.Count - 1;
        PropertyValue Kept(PropertyValue value) => oldIsSecret && !newIsSecret && value is not SecretValue ? new SecretValue(value) : value;
        return (segments[at], old, @new) switch
        {
            (PropertyPath.Wildcard, ObjectValue before, ObjectValue now) => ResetMembers(before.Members, now.Members),
            (PropertyPath.Wildcard, ArrayValue before, ArrayValue now) => ResetItems(before.Items, now.Items),
            (PropertyPath.Wildcard, _, _) => (last && @new is ObjectValue or ArrayValue, @new),
            (int index, ArrayValue before, ArrayValue now) => ResetItem(before.Items, now.Items, index),
            (int, ArrayValue, _) or (int, _, ArrayValue) => (false, @new),
            (int, _, _) => (true, @new),
            (string name, _, _) => ResetMember((old as ObjectValue)?.Members, (@new as ObjectValue)?.Members, name),
            _ => (false, @new),
        };

        (bool, PropertyValue) ResetMembers(PropertyMap before, PropertyMap now)
        {
            if (last)
            {
                return (true, new ObjectValue(before.Select((_, value) => Kept(value))));
            }

            foreach (var (name, value) in before)
            {
                if (now.Get(name) is not { } current)
                {
                    return (false, new ObjectValue(now));
                }

                var (done, reset) = Reset(value, current, segments, at + 1, oldIsSecret, newIsSecret);
                now = now.With(name, reset);
                if (!done)
                {
                    return (false, new ObjectValue(now));
                }
            }

            return (true, new ObjectValue(now));
        }

        (bool, PropertyValue) ResetItems(IReadOnlyList<PropertyValue> before, IReadOnlyList<PropertyValue> now)
        {
            var items = now.ToArray();
            for (var i = 0; i < Math.Min(before.Count, items.Length); i++)
            {
                if (last)
                {
                    items[i] = Kept(before[i]);
                    continue;
                }

                (var done, items[i]) = Reset(before[i], items[i], segments, at + 1, oldIsSecret, newIsSecret);
                if (!done)
                {
                    return (false, new ArrayValue(items));
                }
            }

            return (before.Count == items.Length, new ArrayValue(items));
        }

        (bool, PropertyValue) ResetItem(IReadOnlyList<PropertyValue> before, IReadOnlyList<PropertyValue> now, int index)
        {
            if (index >= before.Count || index >= now.Count)
            {
                return (last && index >= before.Count && index >= now.Count, @new);
            }

            var items = now.ToArray();
            var (done, value) = last
                ? (true, Kept(before[index]))
                : Reset(before[index], items[index], segments, at + 1, oldIsSecret, newIsSecret);
            items[index] = value;
            return (done, new ArrayValue(items));
        }

        (bool, PropertyValue) ResetMember(PropertyMap? before, PropertyMap? now, string name)
        {
            var kept = before?.Get(name);
            if (last)
            {
                return now is null
                    ? (kept is null, @new)
                    : (true, new ObjectValue(kept is null ? now.Without(name) : now.With(name, Kept(kept))));
            }

            if (before is null || now is null)
            {
                return (before is null && now is null, @new);
            }

            if (now.Get(name) is not { } current)
            {
                return (kept is null, @new);
            }

            var (done, value) = Reset(kept, current, segments, at + 1, oldIsSecret, newIsSecret);
            return (done, new ObjectValue(now.With(name, value)));
        }
    }

    private static void CompareMaps(
        PropertyPath path,
        PropertyMap olds,
        PropertyMap news,
        SortedDictionary<string, DetailedDiffEntry> found
    )
    {
        foreach (var name in olds.Keys.Union(news.Keys, StringComparer.Ordinal))
        {
            Compare(path.Append(name), olds.Get(name), news.Get(name), found);
        }
    }

    private static void Compare(
        PropertyPath path,
        PropertyValue? old,
        PropertyValue? @new,
        SortedDictionary<string, DetailedDiffEntry> found
    )
    {
        old = old?.Unwrapped is NullValue or null ? null : old.Unwrapped;
        @new = @new?.Unwrapped is NullValue or null ? null : @new.Unwrapped;
        switch (old, @new)
        {
            case (null, null):
                return;
            case (null, _):
                found[path.ToString()] = new(PropertyDiffKind.Add, true);
                return;
            case (_, null):
                found[path.ToString()] = new(PropertyDiffKind.Delete, true);
                return;
            case (ObjectValue o, ObjectValue n):
                CompareMaps(path, o.Members, n.Members, found);
                return;
            case (ArrayValue o, ArrayValue n):
                for (var i = 0; i < Math.Max(o.Items.Count, n.Items.Count); i++)
                {
                    Compare(path.Append(i), i < o.Items.Count ? o.Items[i] : null, i < n.Items.Count ? n.Items[i] : null, found);
                }

                return;
            default:
                if (@new is UnknownValue || !old!.Equals(@new))
                {
                    found[path.ToString()] = new(PropertyDiffKind.Update, true);
                }

                return;
        }
    }
}
