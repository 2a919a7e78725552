using System.Text;
using StreamEngine.ClickHouse.Embedded;
using Xunit;

namespace StreamEngine.IntegrationTests.ClickHouse;

public sealed class StatementShapeTests
{
    [Theory]
    [InlineData("INSERT INTO t (a, indicators.id, indicators.s) FORMAT RowBinary\n")]
    [InlineData("INSERT INTO db.t (a) FORMAT RowBinary\n")]
    [InlineData("insert into table `d;b`.`t` FORMAT RowBinary\n")]
    public void Rows_behind_an_insert_are_data_whatever_they_hold(string statement)
    {
        var shape = StatementShape.Of(Encoding.UTF8.GetBytes(statement + "\u0001; SELECT 'two' FORMAT Nothing; ;"));
        Assert.Null(shape.Refusal);
        Assert.Equal((true, statement.Length, "RowBinary"), (shape.IsInsertWithData, shape.DataStart, shape.Format));
    }
}
