using System.Text;
using StreamEngine.Events;
using Xunit;

namespace StreamEngine.Tests.Events;

public class EventDecoderTests
{
    private const long Ts = 1_781_781_206_420;
    private const string Start = """{"id":"e1","ts":1781781206420,"merchant":"m1",""";
    private const string Order = Start + "\"order\":\"o1\",\"product\":\"p1\",";

    private readonly EventDecoder _decoder = new(300_000);

    [Fact]
    public void A_paid_order_has_all_its_fields()
    {
        var e = Decode("""
            {"id":"e1","type":"order_paid","ts":1781781206420,"received":1781781206500,"merchant":"m1","product":"p1","creator":"c1","leader":"l1","buyer":"b1",
             "order":"o1","room":"r1","scene":"live","category":"服饰","brand":"B","amount":55405,"quantity":2,"list_amount":88973,"market_amount":0,"commission_bp":3000}
            """);

        var expected = new PlainEvent
        {
            Type = EventType.OrderPaid,
            Ts = Ts,
            Received = 1_781_781_206_500,
            Id = "e1",
            Merchant = "m1",
            Product = "p1",
            Creator = "c1",
            Leader = "l1",
            Buyer = "b1",
            Order = "o1",
            Room = "r1",
            Scene = Scene.Live,
            Category = "服饰",
            Brand = "B",
            Amount = 55_405,
            Quantity = 2,
            ListAmount = 88_973,
            MarketAmount = 0,
            CommissionBp = 3_000,
        };
        Assert.Equal(expected, e);
    }

    [Fact]
    public void A_paid_order_that_says_little_has_the_defaults()
    {
        var e = Decode(Order + "\"type\":\"order_paid\",\"amount\":7}");
        Assert.Equal((7, 1, 7, 0), (e.Amount, e.Quantity, e.ListAmount, e.CommissionBp));
        Assert.Null(e.MarketAmount);
        Assert.Equal(Ts, e.Received);
        Assert.Equal(Scene.None, e.Scene);
    }

    [Theory]
    [InlineData("impression", "", DeadLetterReason.None)]
    [InlineData("click", "\"count\":1000000,", DeadLetterReason.None)]
    [InlineData("cart", "\"count\":0,", DeadLetterReason.Count)]
    [InlineData("cart", "\"count\":1000001,", DeadLetterReason.Count)]
    [InlineData("cart", "\"count\":1.0,", DeadLetterReason.Count)]
    [InlineData("cart", "\"count\":1e0,", DeadLetterReason.Count)]
    [InlineData("cart", "\"count\":\"1\",", DeadLetterReason.Count)]
    [InlineData("cart", "\"count\":null,", DeadLetterReason.None)]
    [InlineData("order_created", "", DeadLetterReason.Amount)]
    [InlineData("order_created", "\"amount\":-0,", DeadLetterReason.None)]
    [InlineData("order_created", "\"amount\":-1,", DeadLetterReason.Amount)]
    [InlineData("order_created", "\"amount\":1000000000000,\"quantity\":1000000,", DeadLetterReason.None)]
    [InlineData("order_created", "\"amount\":1000000000001,", DeadLetterReason.Amount)]
    [InlineData("order_created", "\"amount\":1,\"quantity\":0,", DeadLetterReason.Quantity)]
    [InlineData("order_paid", "\"amount\":1,\"list_amount\":-1,\"market_amount\":-1,", DeadLetterReason.ListAmount)]
    [InlineData("order_paid", "\"amount\":1,\"market_amount\":true,\"commission_bp\":-1,", DeadLetterReason.MarketAmount)]
    [InlineData("order_paid", "\"amount\":1,\"commission_bp\":10001,", DeadLetterReason.CommissionBp)]
    [InlineData("order_paid", "\"amount\":1,\"commission_bp\":10000,", DeadLetterReason.None)]
    [InlineData("order_shipped", "\"promised_by\":946684800000,", DeadLetterReason.None)]
    [InlineData("order_shipped", "\"promised_by\":946684799999,", DeadLetterReason.PromisedBy)]
    [InlineData("refund", "\"reason\":\"late\",", DeadLetterReason.Amount)]
    [InlineData("refund", "\"amount\":0,\"reason\":5,", DeadLetterReason.Reason)]
    [InlineData("refund", "\"amount\":0,\"reason\":\"\\ud800\",", DeadLetterReason.None)]
    [InlineData("review", "", DeadLetterReason.Stars)]
    [InlineData("review", "\"stars\":0,", DeadLetterReason.Stars)]
    [InlineData("review", "\"stars\":6,", DeadLetterReason.Stars)]
    [InlineData("review", "\"stars\":5,", DeadLetterReason.None)]
    [InlineData("complaint", "\"target\":\"product\",", DeadLetterReason.Target)]
    [InlineData("complaint", "\"target\":\"creator\",", DeadLetterReason.None)]
    [InlineData("dispute_closed", "", DeadLetterReason.Liable)]
    [InlineData("dispute_closed", "\"liable\":\"product\",", DeadLetterReason.Liable)]
    [InlineData("dispute_closed", "\"liable\":\"none\",", DeadLetterReason.None)]
    [InlineData("follow", "\"target\":\"\\ud800\",", DeadLetterReason.Target)]
    [InlineData("watch", "\"count\":0,", DeadLetterReason.WatchMs)]
    [InlineData("watch", "\"watch_ms\":2678400001,", DeadLetterReason.WatchMs)]
    [InlineData("watch", "\"watch_ms\":2678400000,\"count\":0,", DeadLetterReason.Count)]
    [InlineData("report", "\"count\":\"x\",\"stars\":[],", DeadLetterReason.None)]
    [InlineData("violation", "\"severity\":\"severe\",", DeadLetterReason.Target)]
    [InlineData("violation", "\"target\":\"buyer\",\"severity\":\"severe\",", DeadLetterReason.Target)]
    [InlineData("violation", "\"target\":\"product\",\"severity\":\"minor\",", DeadLetterReason.Severity)]
    [InlineData("violation", "\"target\":\"product\",\"severity\":\"general\",\"points\":1001,", DeadLetterReason.Points)]
    [InlineData("violation", "\"target\":\"creator\",\"severity\":\"general\",\"points\":1000,", DeadLetterReason.None)]
    [InlineData("live_started", "", DeadLetterReason.Room)]
    [InlineData("live_started", "\"room\":\"r\",", DeadLetterReason.None)]
    [InlineData("live_ended", "\"room\":\"r\",", DeadLetterReason.DurationMs)]
    [InlineData("live_ended", "\"room\":\"r\",\"duration_ms\":0,", DeadLetterReason.None)]
    public void Own_fields_are_checked_in_their_order(string type, string own, DeadLetterReason reason) =>
        AssertReason(reason, Order + own + $"\"type\":\"{type}\"}}");

    [Theory]
    [InlineData("""{"type":"report"}""", DeadLetterReason.Id)]
    [InlineData("""{"type":"report","id":"","ts":0}""", DeadLetterReason.Id)]
    [InlineData("""{"type":"report","id":"e"}""", DeadLetterReason.Ts)]
    [InlineData("""{"type":"report","id":"e","ts":946684799999}""", DeadLetterReason.Ts)]
    [InlineData("""{"type":"report","id":"e","ts":4102444800000}""", DeadLetterReason.Ts)]
    [InlineData("""{"type":"report","id":"e","ts":9223372036854775808}""", DeadLetterReason.Ts)]
    [InlineData("""{"type":"report","id":"e","ts":946684800000,"received":1}""", DeadLetterReason.Received)]
    [InlineData("""{"type":"report","id":"e","ts":4102444799999}""", DeadLetterReason.Merchant)]
    [InlineData("""{"type":"click","id":"e","ts":946684800000,"merchant":1,"creator":""}""", DeadLetterReason.Product)]
    [InlineData("""{"type":"report","id":"e","ts":946684800000,"merchant":1,"creator":"","leader":""}""", DeadLetterReason.Creator)]
    [InlineData("""{"type":"report","id":"e","ts":946684800000,"merchant":1,"leader":1.5,"buyer":""}""", DeadLetterReason.Leader)]
    [InlineData("""{"type":"complaint","id":"e","ts":946684800000,"merchant":1,"buyer":{}}""", DeadLetterReason.Buyer)]
    [InlineData("""{"type":"complaint","id":"e","ts":946684800000,"merchant":1,"order":null}""", DeadLetterReason.Order)]
    [InlineData("""{"type":"live_started","id":"e","ts":946684800000,"merchant":1,"scene":1}""", DeadLetterReason.Room)]
    [InlineData("""{"type":"report","id":"e","ts":946684800000,"merchant":1,"scene":1,"category":""}""", DeadLetterReason.Scene)]
    [InlineData("""{"type":"report","id":"e","ts":946684800000,"merchant":1,"category":"\ud800","brand":""}""", DeadLetterReason.Category)]
    [InlineData("""{"type":"report","id":"e","ts":946684800000,"merchant":1,"brand":[]}""", DeadLetterReason.Brand)]
    public void Common_fields_are_checked_in_their_order_before_own_ones(string record, DeadLetterReason reason) => AssertReason(reason, record);

    [Theory]
    [InlineData("42", "42")]
    [InlineData("-42", "-42")]
    [InlineData("-0", "0")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("1.0", null)]
    [InlineData("\"\"", null)]
    [InlineData("\" \"", " ")]
    [InlineData("\"\\u5546\\u5bb6\"", "商家")]
    [InlineData("\"\\ud83d\\ude00\"", "😀")]
    [InlineData("\"\\ud83d\"", null)]
    [InlineData("\"\\ude00\\ud83d\"", null)]
    [InlineData("\"\\ud83d\\u0041\"", null)]
    [InlineData("\"\\u0000\"", "\0")]
    [InlineData("\"\\b\\f\\n\\r\\t\\/\\\\\\\"\"", "\b\f\n\r\t/\\\"")]
    [InlineData("true", null)]
    public void An_id_is_text_or_a_whole_number(string json, string? id)
    {
        var e = Decode($"{{\"type\":\"report\",\"ts\":{Ts},\"merchant\":\"m\",\"id\":{json}}}");
        Assert.Equal(id ?? "", e.Id);
        Assert.Equal(id is null ? DeadLetterReason.Id : DeadLetterReason.None, e.Reason);
    }

    [Theory]
    [InlineData("x", 64, DeadLetterReason.None)]
    [InlineData("x", 65, DeadLetterReason.Id)]
    [InlineData("é", 32, DeadLetterReason.None)]
    [InlineData("é", 33, DeadLetterReason.Id)]
    [InlineData("\\u5546", 21, DeadLetterReason.None)]
    [InlineData("\\u5546", 22, DeadLetterReason.Id)]
    public void An_id_has_at_most_64_bytes_after_unescaping(string letter, int times, DeadLetterReason reason) =>
        AssertReason(reason, $"{{\"type\":\"report\",\"ts\":{Ts},\"merchant\":\"m\",\"id\":\"{string.Concat(Enumerable.Repeat(letter, times))}\"}}");

    [Theory]
    [InlineData("\"live\"", Scene.Live)]
    [InlineData("\"l\\u0069ve\"", Scene.Live)]
    [InlineData("\"live\\u0000\"", Scene.Other)]
    [InlineData("\"Live\"", Scene.Other)]
    [InlineData("\"\"", Scene.Other)]
    [InlineData("\"\\udfff\"", Scene.Other)]
    [InlineData("null", Scene.None)]
    public void Any_text_is_a_scene(string json, Scene scene) => Assert.Equal(scene, Decode(Start + $"\"type\":\"report\",\"scene\":{json}}}").Scene);

    [Fact]
    public void Targets_have_their_defaults()
    {
        Assert.Equal(Party.Merchant, Decode(Order + "\"type\":\"complaint\",\"creator\":1}").Party);
        Assert.Equal(Party.Merchant, Decode(Order + "\"type\":\"follow\"}").Party);
        Assert.Equal(Party.Creator, Decode(Order + "\"type\":\"follow\",\"creator\":1}").Party);
        Assert.Equal(Party.Merchant, Decode(Order + "\"type\":\"follow\",\"creator\":1,\"target\":\"merchant\"}").Party);
    }

    [Fact]
    public void A_field_of_the_contract_may_not_come_twice_even_as_null_or_of_another_type()
    {
        AssertReason(DeadLetterReason.DuplicateField, """{"type":1,"stars":null,"stars":null}""");
        AssertReason(DeadLetterReason.DuplicateField, """{"id":"a","\u0069d":"b"}""");
        AssertReason(DeadLetterReason.Type, """{"id\u0000":1,"id":"b","Id":7,"x":1,"x":2,"event":1,"event":2}""");
    }

    [Theory]
    [InlineData("{}", DecodeOutcome.DeadLetter)]
    [InlineData("""{"type":null}""", DecodeOutcome.DeadLetter)]
    [InlineData("""{"type":5}""", DecodeOutcome.DeadLetter)]
    [InlineData("""{"type":""}""", DecodeOutcome.UnknownType)]
    [InlineData("""{"type":"unknown"}""", DecodeOutcome.UnknownType)]
    [InlineData("""{"type":"\ud800","ts":"no"}""", DecodeOutcome.UnknownType)]
    [InlineData("""{"type":"order_paid_and_sent_away"}""", DecodeOutcome.UnknownType)]
    public void A_type_is_a_text_and_an_unknown_one_is_not_checked_further(string record, DecodeOutcome outcome)
    {
        var e = Decode(record);
        Assert.Equal(outcome, e.Outcome);
        Assert.Equal(outcome == DecodeOutcome.DeadLetter ? DeadLetterReason.Type : DeadLetterReason.None, e.Reason);
    }

    [Theory]
    [InlineData(null, long.MinValue, Ts)]
    [InlineData(Ts + 5, long.MinValue, Ts + 5)]
    [InlineData(null, Ts + 7, Ts + 7)]
    [InlineData(Ts + 5, Ts + 7, Ts + 5)]
    [InlineData(Ts + 9, Ts + 7, Ts + 7)]
    public void Received_is_the_earlier_of_the_field_and_the_records_timestamp(long? field, long timestamp, long received) =>
        Assert.Equal(received, Decode($"{{\"type\":\"heartbeat\",\"ts\":{Ts},\"received\":{field?.ToString() ?? "null"}}}", timestamp).Received);

    [Fact]
    public void Time_far_ahead_of_its_receipt_is_from_the_future_for_heartbeats_too()
    {
        Assert.Equal(DeadLetterReason.FromTheFuture, Decode("""{"type":"heartbeat","ts":1781781206420}""", Ts - 300_001).Reason);
        Assert.Equal(DecodeOutcome.Event, Decode("""{"type":"heartbeat","ts":1781781206420}""", Ts - 300_000).Outcome);
        AssertReason(DeadLetterReason.FromTheFuture, Start + "\"type\":\"report\",\"received\":1781780906419}");
        AssertReason(DeadLetterReason.Buyer, Start + "\"type\":\"report\",\"received\":1781780906419,\"buyer\":\"\"}");
    }

    [Fact]
    public void A_heartbeat_is_only_its_times()
    {
        var e = Decode("""{"type":"heartbeat","id":{},"merchant":"","ts":1781781206420,"scene":1}""");
        Assert.Equal(new PlainEvent { Type = EventType.Heartbeat, Ts = Ts, Received = Ts }, e);
    }

    [Fact]
    public void A_decision_says_what_who_and_why()
    {
        var e = Decode(Start + """ "type":"decision","action":"reverse","by":"李","why":"","event": {"id": "e0", "a":[1]}, "repeat":true,"handoff_creator":"达人" }""");
        Assert.Equal((DecisionAction.Reverse, "李", "", """{"id": "e0", "a":[1]}"""), (e.Action, e.By, e.Why, e.Event));
        Assert.Equal((true, "达人"), (e.Repeat, e.HandoffCreator));
        var frozen = Decode(Start + """ "type":"decision","action":"freeze_tier","by":"a","why":"b","kind":"product","product":"p"}""");
        Assert.Equal((DecisionAction.FreezeTier, Party.Product), (frozen.Action, frozen.Party));
    }

    [Theory]
    [InlineData("", DeadLetterReason.Action)]
    [InlineData(""" "action":"fire" """, DeadLetterReason.Action)]
    [InlineData(""" "action":"reinstate","why":"w" """, DeadLetterReason.By)]
    [InlineData(""" "action":"reinstate","by":"b","why":7 """, DeadLetterReason.Why)]
    [InlineData(""" "action":"reinstate","by":"b","why":"w","kind":7,"event":{} """, DeadLetterReason.None)]
    [InlineData(""" "action":"reverse","by":"b","why":"w" """, DeadLetterReason.Event)]
    [InlineData(""" "action":"reverse","by":"b","why":"w","event":[{}],"repeat":1 """, DeadLetterReason.Event)]
    [InlineData(""" "action":"reverse","by":"b","why":"w","event":{},"repeat":1 """, DeadLetterReason.Repeat)]
    [InlineData(""" "action":"reverse","by":"b","why":"w","event":{},"repeat":[],"handoff_creator":"" """, DeadLetterReason.Repeat)]
    [InlineData(""" "action":"reverse","by":"b","why":"w","event":{},"repeat":false,"handoff_creator":"" """, DeadLetterReason.HandoffCreator)]
    [InlineData(""" "action":"freeze_tier","by":"b","why":"w","kind":"merchant","event":7,"repeat":7 """, DeadLetterReason.None)]
    [InlineData(""" "action":"freeze_tier","by":"b","why":"w","kind":"product" """, DeadLetterReason.Product)]
    [InlineData(""" "action":"release_tier","by":"b","why":"w" """, DeadLetterReason.Kind)]
    [InlineData(""" "action":"release_tier","by":"b","why":"w","kind":"creator" """, DeadLetterReason.Kind)]
    public void A_decisions_own_fields_are_checked_in_their_order(string own, DeadLetterReason reason) =>
        AssertReason(reason, Start + "\"type\":\"decision\"" + (own == "" ? "" : ",") + own + "}");

    [Theory]
    [InlineData(500, DeadLetterReason.None)]
    [InlineData(501, DeadLetterReason.Why)]
    public void A_decisions_reason_has_at_most_500_bytes(int bytes, DeadLetterReason reason) =>
        AssertReason(reason, Start + $"\"type\":\"decision\",\"action\":\"reinstate\",\"by\":\"b\",\"why\":\"{new string('w', bytes)}\",\"event\":{{}}}}");

    [Fact]
    public void Only_what_is_over_1_MiB_is_too_large()
    {
        var record = Start + "\"type\":\"report\",\"x\":\"";
        var largest = record + new string('x', 1_048_576 - record.Length - 2) + "\"}";
        AssertReason(DeadLetterReason.None, largest);
        AssertReason(DeadLetterReason.Size, largest + " ");
        AssertReason(DeadLetterReason.Size, new string('x', 1_048_577));
    }

    private PlainEvent Decode(string record, long recordTimestamp = long.MinValue) =>
        PlainEvent.Decode(_decoder, Encoding.UTF8.GetBytes(record), recordTimestamp);

    private void AssertReason(DeadLetterReason reason, string record)
    {
        var e = Decode(record);
        Assert.Equal((reason == DeadLetterReason.None ? DecodeOutcome.Event : DecodeOutcome.DeadLetter, reason), (e.Outcome, e.Reason));
    }
}
