using System.Text;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

public class FieldNameTests
{
    [Fact]
    public void Every_field_is_found_by_its_name()
    {
        foreach (var field in Enum.GetValues<FieldName>()) Assert.Equal(field, FieldNames.Table.Find(Encoding.UTF8.GetBytes(SnakeCase.Of(field.ToString()))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("i")]
    [InlineData("ID")]
    [InlineData("id\0")]
    [InlineData("unknown")]
    [InlineData("list_amounts")]
    [InlineData("commission_bp___")]
    [InlineData("commission_bp____")]
    public void Any_other_text_is_no_field(string text) => Assert.Equal(FieldName.Unknown, FieldNames.Table.Find(Encoding.UTF8.GetBytes(text)));
}
