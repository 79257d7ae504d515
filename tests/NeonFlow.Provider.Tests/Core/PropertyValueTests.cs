using System.Collections;
using NeonFlow.Provider.Schema;

namespace NeonFlow.Provider.Tests.Core;

public sealed class PropertyValueTests
{
    [Fact]
    public void A_value_is_searched_once_however_often_it_is_asked_what_it_holds()
    {
        var items = new Counted([new PropertyValue.Secret("x"), PropertyValue.Unknown.Value]);
        PropertyValue value = new PropertyValue.List(items);
        for (var i = 0; i < 100; i++)
        {
            value = new PropertyValue.List([value]);
            Assert.True(value.HasSecrets && value.HasUnknowns);
        }

        Assert.Equal(2, items.Walks);
    }

    [Fact]
    public void The_text_of_a_value_shows_nothing_of_it()
    {
        PropertyValue[] values = [5, true, "hidden", new PropertyValue.Secret("hidden"), new PropertyValue.List(["hidden"])];
        Assert.Equal(["[Number]", "[Bool]", "[Text]", "[Secret]", "[List]"], values.Select(static v => v.ToString()));
    }

    private sealed class Counted(IReadOnlyList<PropertyValue> items) : IReadOnlyList<PropertyValue>
    {
        public int Walks { get; private set; }

        public int Count => items.Count;

        public PropertyValue this[int index] => items[index];

        public IEnumerator<PropertyValue> GetEnumerator()
        {
            Walks++;
            return items.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
